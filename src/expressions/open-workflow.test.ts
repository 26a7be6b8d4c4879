import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { isObject, type Json } from '../json/json.ts';
import { compileField } from './index.ts';

const folder = resolve(process.env['EVENTCTL_CONFORMANCE'] ?? '../shared/conformance', 'open-workflow');

const variables = [
  ...['context', 'input', 'output', 'secrets', 'secret', 'task', 'workflow', 'runtime', 'authorization'],
  ...['error', 'err', 'item', 'index', 'event', 'message', 'pet', 'number', 'color', 'reading', 'room'],
];

/** Fields whose value is an expression with or without `${ }`, by their own key or their parent's and theirs. */
const fields = new Set('if when exceptWhen while until for/in input/from output/as export/as'.split(' '));

interface Found {
  readonly place: string;
  readonly text: string;
}

/** Every string that has to compile in a definition. */
function expressions(value: Json, path: readonly string[], found: Found[] = []): Found[] {
  if (Array.isArray(value))
    value.forEach((item, index) => void expressions(item, [...path, String(index)], found));
  else if (isObject(value)) {
    for (const key of Object.keys(value)) expressions(value[key] ?? null, [...path, key], found);
  } else if (typeof value === 'string') {
    const typed = fields.has(path.at(-1) ?? '') || fields.has(path.slice(-2).join('/')) || correlation(path);
    if (typed || /^\s*\$\{[\s\S]+\}\s*$/.test(value)) found.push({ place: path.join('/'), text: value });
  }
  return found;
}

function correlation(path: readonly string[]): boolean {
  return path.at(-3) === 'correlate' && ['from', 'expect'].includes(path.at(-1) ?? '');
}

/** The YAML documents of a file; a feature file holds them between triple quotes. */
function documents(file: string): Json[] {
  const text = readFileSync(file, 'utf8');
  const parts = file.endsWith('.feature')
    ? [...text.matchAll(/"""[a-z]*\n([\s\S]*?)"""/g)].map((m) => m[1] ?? '')
    : [text];
  return parts.flatMap((part) => parseAllDocuments(part).map((document): Json => document.toJS()));
}

const files = (sub: string) =>
  existsSync(resolve(folder, sub))
    ? readdirSync(resolve(folder, sub))
        .filter((name) => /\.(yaml|feature)$/.test(name))
        .map((name) => resolve(folder, sub, name))
    : [];

describe.skipIf(!existsSync(folder) && process.env['CI'] === undefined)(
  'expressions of the specification',
  () => {
    it('has examples and features to read', () => {
      expect(files('examples').length + files('ctk/features').length).toBeGreaterThan(70);
    });

    const all = [...files('examples'), ...files('ctk/features')].flatMap((file) =>
      documents(file).flatMap((document) => expressions(document, [file.split('/').at(-1) ?? ''])),
    );

    it.each(all)('compiles $place: $text', ({ text }) => {
      expect(compileField(text, { language: 'jq', variables }).source).not.toBe('');
    });
  },
);
