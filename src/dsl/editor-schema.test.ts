import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { editorSchema } from './editor-schema.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const root = process.env['EVENTCTL_CONFORMANCE'] ?? `${project}/../shared/conformance`;
const folder = `${root}/open-workflow/examples`;
const present = existsSync(folder);
if (!present && process.env['CI'] === undefined) {
  console.warn(`skipped: no conformance data at ${folder} (EVENTCTL_CONFORMANCE)`);
}

const schema = editorSchema();

/** A validator that knows nothing of ours, and refuses keywords and formats that it does not know. */
const validate = new Ajv2020({
  strictSchema: true,
  strictTypes: false,
  strictRequired: false,
  validateFormats: true,
  allowUnionTypes: true,
}).compile(schema);

function refusals(text: string): string[] {
  return validate(parse(text))
    ? []
    : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`);
}

function workflowsIn(path: string): string[] {
  return readdirSync(`${project}/${path}`)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${path}/${name}`)
    .filter((name) => /^document:/m.test(readFileSync(`${project}/${name}`, 'utf8')));
}

const samples = [...workflowsIn('workflows'), ...workflowsIn('workflows/store-order')];

const head = 'document: {dsl: 1.0.3, namespace: n, name: w, version: 1.0.0}\n';

describe('the schema for editors', () => {
  test('is a JSON Schema of 2020-12', () => {
    const meta = new Ajv2020({ strict: false });
    expect(meta.validateSchema(schema), JSON.stringify(meta.errors)).toBe(true);
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:eventctl:workflow:1.0',
    });
  });

  test('is the file that the samples name; npm run schema writes it', () => {
    const file = readFileSync(`${project}/docs/workflow.schema.json`, 'utf8');
    expect(JSON.parse(file)).toEqual(schema);
  });

  test.each([
    ['a task without a kind', 'do: [{a: {then: end}}]'],
    ['two kinds in one task', 'do: [{a: {set: {x: 1}, wait: PT1S}}]'],
    ['an unknown key of a task', 'do: [{a: {set: {x: 1}, than: end}}]'],
    ['an unknown key of a call', 'do: [{a: {call: http, with: {method: get, url: "http://x"}}}]'],
    ['no task', 'do: []'],
    ['an unknown section', 'do: [{a: {set: {x: 1}}}]\nuse: {nothing: {}}'],
    ['a task with two names', 'do: [{a: {set: {x: 1}}, b: {set: {x: 1}}}]'],
  ])('refuses %s', (_name, text) => {
    expect(refusals(head + text)).not.toEqual([]);
  });

  test('offers the kinds of tasks with a sentence each', () => {
    expect(schema).toMatchObject({
      $defs: { task: { properties: { listen: { description: expect.any(String) } } } },
    });
  });

  test.each(samples)('accepts %s, which names it', (path) => {
    const text = readFileSync(`${project}/${path}`, 'utf8');
    const up = path.includes('store-order') ? '../../' : '../';
    expect(text).toContain(`\n# yaml-language-server: $schema=${up}docs/workflow.schema.json\n`);
    expect(text.split(/^---$/m).flatMap(refusals)).toEqual([]);
  });

  test.skipIf(!present && process.env['CI'] === undefined)('accepts the 68 published examples', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    expect(files).toHaveLength(68);
    const refused = files.flatMap((name) =>
      refusals(readFileSync(`${folder}/${name}`, 'utf8')).map((why) => `${name}: ${why}`),
    );
    expect(refused).toEqual([]);
  });
});
