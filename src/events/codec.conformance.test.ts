import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator, type PickleStep } from '@cucumber/messages';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { decodeHttp } from './codec.ts';

const folder = join(process.env['EVENTCTL_CONFORMANCE'] ?? '../shared/conformance', 'cloudevents');
const present = existsSync(folder) || process.env['CI'] !== undefined;
if (!present) console.warn(`skipped: there is no ${folder} (set EVENTCTL_CONFORMANCE)`);

describe.skipIf(!present)('the HTTP binding of the CloudEvents conformance suite', () => {
  it.each(scenarios('features/http-protocol-binding.feature'))('$name', async ({ steps }) => {
    const [event] = await decodeHttp(parseRequest(contentOf(steps, 'an HTTP request')));
    for (const [name, value] of tableOf(steps, 'the attributes are')) expect(event?.[name]).toBe(value);
    expect(event?.['data']).toEqual(JSON.parse(contentOf(steps, 'the data is equal')));
  });
});

describe.skipIf(!present)('the samples of the CloudEvents conformance suite', () => {
  it.each(samples())('$name in binary mode', async ({ attributes, data }) => {
    const [event] = await decodeHttp({ headers: headersOf(attributes), body: Buffer.from(data) });
    const isJson = String(attributes['datacontenttype'] ?? 'application/json').includes('json');
    expect(event).toEqual({ ...attributes, data: isJson ? JSON.parse(data) : data });
  });

  it.each(samples())('$name in structured mode', async ({ attributes, data }) => {
    const body = Buffer.from(JSON.stringify({ ...attributes, data }));
    const headers = { 'content-type': 'application/cloudevents+json' };
    expect(await decodeHttp({ headers, body })).toEqual([{ ...attributes, data }]);
  });
});

function scenarios(file: string) {
  if (!present) return [];
  const newId = IdGenerator.uuid();
  const parser = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher());
  return compile(parser.parse(readFileSync(join(folder, file), 'utf8')), file, newId);
}

function stepAbout(steps: readonly PickleStep[], text: string): PickleStep {
  const step = steps.find((candidate) => candidate.text.includes(text));
  return step ?? expect.fail(`the scenario has no step about "${text}"`);
}

function contentOf(steps: readonly PickleStep[], text: string): string {
  return stepAbout(steps, text).argument?.docString?.content ?? expect.fail(`no content for "${text}"`);
}

function tableOf(steps: readonly PickleStep[], text: string): [string, string][] {
  const [, ...rows] = stepAbout(steps, text).argument?.dataTable?.rows ?? [];
  return rows.map(({ cells: [name, value] }) => [name?.value ?? '', value?.value ?? '']);
}

function parseRequest(text: string) {
  const [head = '', body = ''] = text.split(/\n\n(.*)/s);
  const lines = head.split('\n').slice(1);
  const headers = Object.fromEntries(lines.map((line) => line.split(/:\s*(.*)/s).slice(0, 2)));
  return { headers, body: Buffer.from(body) };
}

function samples() {
  if (!present) return [];
  const files = [
    'yaml/v1.yaml',
    ...readdirSync(join(folder, 'yaml/v1.0')).map((file) => `yaml/v1.0/${file}`),
  ];
  return files.flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8'), { schema: 'failsafe' }).map(
      (document, index) => {
        const { ContextAttributes, Data } = document.toJSON();
        const { Extensions = {}, ...attributes } = ContextAttributes;
        const texts: [string, string][] = Object.entries<string>({ ...attributes, ...Extensions });
        return {
          name: `${file} ${index + 1}`,
          // A header cannot end with a line break, which the files' block texts have.
          attributes: Object.fromEntries(texts.map(([name, value]) => [name, value.trim()])),
          data: String(Data),
        };
      },
    ),
  );
}

function headersOf(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) =>
      name === 'datacontenttype' ? ['content-type', value] : [`ce-${name}`, encodeURIComponent(value)],
    ),
  );
}
