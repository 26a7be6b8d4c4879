import { describe, expect, test } from 'vitest';
import { checkWorkflow, formatDiagnostic, parseFile } from './index.ts';
import { maxDiagnostics } from './limits.ts';

/** Reads and checks whatever the text is; what must not happen is an exception or a hang. */
function judge(text: string): { readonly accepted: number; readonly codes: readonly string[] } {
  const { documents, diagnostics } = parseFile({ path: 'bad.yaml', text });
  const checked = documents
    .filter(({ kind }) => kind === 'workflow')
    .map((document) => checkWorkflow(document));
  const all = [...diagnostics, ...checked.flatMap((one) => one.diagnostics)];
  for (const diagnostic of all) expect(formatDiagnostic(diagnostic)).toMatch(/^bad\.yaml:\d+:\d+: error: /);
  const accepted = checked.filter(({ workflow }) => workflow !== undefined).length;
  return { accepted, codes: [...new Set(all.map(({ code }) => code))] };
}

const head = 'document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }\n';
const bomb = [
  'a: &a [x,x,x,x,x,x,x,x,x]',
  ...'bcdefghi'.split('').map((name, index) => {
    const before = 'abcdefgh'.charAt(index);
    return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`;
  }),
].join('\n');

describe('malformed files are refused', () => {
  test.each<[string, string, string]>([
    ['an alias bomb', bomb, 'yaml-alias'],
    ['an open flow list in every byte', '['.repeat(1_000_000), 'too-deep'],
    ['deep closed lists', `document: ${'['.repeat(150)}${']'.repeat(150)}`, 'too-deep'],
    ['deep flow objects', '{a: '.repeat(20_000), 'too-deep'],
    ['deep block lists', '- '.repeat(100_000), 'too-deep'],
    [
      'deep block objects',
      Array.from({ length: 300 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
      'too-deep',
    ],
    ['explicit keys in keys', '? '.repeat(100_000), 'too-deep'],
    ['5 MB', `${head}do: [{ a: { set: { x: ${'y'.repeat(5_000_000)} } } }]`, 'too-large'],
    ['5 MB of two-byte characters', 'ü'.repeat(600_000), 'too-large'],
    ['NUL bytes', 'document: \0\0\0', 'control-character'],
    ['an executable', '\u007fELF\u0002\u0001\u0001\0\0', 'control-character'],
    ['quotes only', '"'.repeat(20_000), 'yaml-syntax'],
    ['too many documents', '---\ndocument: 1\n'.repeat(1001), 'too-many'],
    ['tabs for indentation', 'document:\n\tdsl: 1\n', 'yaml-syntax'],
    ['an empty file', '', 'empty'],
    ['comments only', '#\n'.repeat(1000), 'empty'],
    ['a list', '- a\n- b', 'unknown-document'],
    [
      'own keys of objects',
      `${head}do: [{ __proto__: { constructor: 1 } }]\n__proto__: 1\ntoString: 1`,
      'unknown-key',
    ],
    ['a task list that is its own name', `${head}do: do`, 'wrong-type'],
    ['a document that is a number', 'document: 1\ndo: 2', 'wrong-type'],
  ])('%s', (_name, text, code) => {
    const { accepted, codes } = judge(text);
    expect(accepted).toBe(0);
    expect(codes).toContain(code);
  });
});

test('aliases in reason are read', () => {
  const text = `${head}do:\n  - a: &task { set: { x: 1 } }\n  - b: *task`;
  expect(judge(text)).toEqual({ accepted: 1, codes: [] });
});

test('ten thousand mistakes are told as far as the limit, and their number', () => {
  const keys = Array.from({ length: 10_000 }, (_, index) => `k${index}: 1`).join('\n');
  const { documents } = parseFile({
    path: 'bad.yaml',
    text: `${head}do: [{ a: { set: { x: 1 } } }]\n${keys}`,
  });
  const diagnostics = documents.flatMap((document) => checkWorkflow(document).diagnostics);
  expect(diagnostics).toHaveLength(maxDiagnostics + 1);
  expect(diagnostics.at(-1)).toMatchObject({ code: 'too-many', message: '9000 more findings are left out' });
});

test('a large definition with many names is accepted', () => {
  const tasks = Array.from(
    { length: 5000 },
    (_, index) => `  - t${index}: { set: { x: 1 }, then: t${index} }`,
  );
  expect(judge(`${head}do:\n${tasks.join('\n')}`)).toEqual({ accepted: 1, codes: [] });
});
