import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { loadDefinitions, readFiles } from '../../src/definitions/index.ts';
import { promisedBy, tryOut } from './sample.ts';

const root = resolve(import.meta.dirname, '../..');
const features = readdirSync(join(root, 'workflows')).filter((name) => name.endsWith('.yaml'));
const all = [
  ...features,
  ...readdirSync(join(root, 'workflows/store-order')).map((name) => `store-order/${name}`),
];

describe('the samples', () => {
  it('are all right', async () => {
    const files = await readFiles([join(root, 'workflows'), join(root, 'catalog')]);
    const { diagnostics, services } = await loadDefinitions({ files, known: { services: [] } });
    expect(diagnostics).toEqual([]);
    expect(services).toHaveLength(4);
  });

  it.each(features)('%s does what its first lines say', async (name) => {
    const { command, outcome } = promisedBy(`workflows/${name}`);
    expect(command.startsWith(`run workflows/${name}`)).toBe(true);
    const { status, output, error, stopped } = await tryOut(command);
    if (outcome.kind === 'faults') {
      expect([status, error?.type]).toEqual(['faulted', outcome.text]);
    } else {
      expect({ status, error, stopped }).toEqual({ status: 'completed' });
      expect(output).toEqual(JSON.parse(outcome.text));
    }
  });
});

const schemaFile = join(
  resolve(root, process.env['EVENTCTL_CONFORMANCE'] ?? '../shared/conformance'),
  'open-workflow/schema/workflow.yaml',
);
const present = existsSync(schemaFile);
if (!present) console.warn(`skipped: there is no ${schemaFile} (set EVENTCTL_CONFORMANCE)`);

describe.skipIf(!present && process.env['CI'] === undefined)('by the schema of the specification', () => {
  it.each(all)('%s is valid', (name) => {
    const validator = formats.default(new Ajv2020({ strict: false, logger: false }));
    const check = validator.compile(parse(readFileSync(schemaFile, 'utf8')));
    const documents = parseAllDocuments(readFileSync(join(root, 'workflows', name), 'utf8'));
    for (const document of documents) {
      check(document.toJS());
      expect(check.errors).toBe(null);
    }
  });
});
