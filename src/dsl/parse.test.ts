import { describe, expect, test } from 'vitest';
import { isObject } from '../json/json.ts';
import { parseFile } from './parse.ts';

const parse = (text: string) => parseFile({ path: 'a.yaml', text });

/** `code line:column` of every diagnostic. */
const told = (text: string) =>
  parse(text).diagnostics.map(({ code, position }) => `${code} ${position.line}:${position.column}`);

/** The value under `x` of a document that is accepted. */
function readValue(text: string): unknown {
  const { documents, diagnostics } = parse(`document: 1\nx: ${text}`);
  expect(diagnostics).toEqual([]);
  const value = documents[0]?.value ?? null;
  return isObject(value) ? value['x'] : undefined;
}

describe('values', () => {
  test.each([
    ['yes', 'yes'],
    ['on', 'on'],
    ['true', true],
    ['~', null],
    ['', null],
    ['2026-01-31', '2026-01-31'],
    ['0x1F', 31],
    ['0o17', 15],
    ['017', 17],
    ['1e3', 1000],
    ["'1'", '1'],
    ['${ .a }', '${ .a }'],
    ['!!str 1', '1'],
    ['{"a": [1, "\\ud83d\\ude00\\/"]}', { a: [1, '😀/'] }],
  ])('D9 %s follows the core schema of YAML 1.2', (text, value) => {
    expect(readValue(text)).toEqual(value);
  });

  test('`on` is a key, not a boolean', () => {
    expect(readValue('\n  on: 1')).toEqual({ on: 1 });
  });

  test('`__proto__` is a key like any other', () => {
    const value = readValue('{ __proto__: { polluted: true }, constructor: 1 }') as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });

  test('an alias stands for the nearest anchor before it', () => {
    expect(readValue('[&a 1, *a, &a 2, *a]')).toEqual([1, 1, 2, 2]);
  });

  test('D9 JSON indented with tabs is read', () => {
    expect(parse('{\n\t"document": 1,\n\t"x": [\n\t\ttrue\n\t]\n}').documents[0]?.value).toEqual({
      document: 1,
      x: [true],
    });
  });
});

describe('documents', () => {
  test('a file has many, and empty ones do not count', () => {
    const { documents, diagnostics } = parse(
      '# a\n---\n---\ndocument: 1\n---\nasyncapi: 3.0.0\n...\n---\n# end\n',
    );
    expect(diagnostics).toEqual([]);
    expect(documents.map(({ kind }) => kind)).toEqual(['workflow', 'asyncapi']);
  });

  test('the text of each reads as the same value again', () => {
    const { documents } = parse(
      '# first\ndocument: &a [1]\nx: *a\n---\ndocument: |\n  two\n\n---\n{"document": 3}\n',
    );
    expect(documents.map(({ text }) => parse(text).documents.map(({ value }) => value))).toEqual(
      documents.map(({ value }) => [value]),
    );
  });

  test('a broken one does not hide the others', () => {
    const { documents, diagnostics } = parse('document: 1\n---\na: !x 1\n---\ndocument: 2\n');
    expect(documents.map(({ value }) => value)).toEqual([{ document: 1 }, { document: 2 }]);
    expect(diagnostics).toHaveLength(1);
  });

  test.each(['', '\n\n', '# only comments\n', '---\n', '---\n---\n'])('a file of %j holds none', (text) => {
    expect(told(text)).toEqual(['empty 1:1']);
  });

  test.each(['id: a\nstates: []', 'key: a\nstates: []', 'specVersion: "0.8"\nstates: []'])(
    'version 0.8 is known by its keys: %j',
    (text) => {
      const { documents, diagnostics } = parse(text);
      expect(diagnostics).toEqual([]);
      expect(documents[0]?.kind).toBe('workflow-0.8');
    },
  );

  test('a misspelt root key gets a hint', () => {
    expect(parse('Document: {}\ndo: []').diagnostics).toMatchObject([
      { code: 'unknown-document', hint: "did you mean 'document' in place of 'Document'?" },
    ]);
  });

  test.each(['1', 'text', '[]', 'null', 'a: 1'])('%s is no definition', (text) => {
    expect(told(text)).toEqual(['unknown-document 1:1']);
  });
});

describe('what is refused', () => {
  test.each([
    ['a: b: c', 'yaml-syntax 1:4'],
    ['a:\n\tb: 1', 'yaml-syntax 2:1'],
    ['a: "x', 'yaml-syntax 1:6'],
    ['a: 1\nb: 2\na: 3', 'duplicate-key 3:1'],
    ['{"a": 1, "a": 2}', 'duplicate-key 1:10'],
    ['1: a', 'invalid-key 1:1'],
    ['true: a', 'invalid-key 1:1'],
    ['[a]: b', 'invalid-key 1:1'],
    ['a: .inf', 'invalid-number 1:4'],
    ['a: .nan', 'invalid-number 1:4'],
    ['a: 1e999', 'invalid-number 1:4'],
    ['a: !mine 1', 'yaml-tag 1:10'],
    ['a: !!binary aGk=', 'yaml-tag 1:13'],
    ['a: *b', 'yaml-alias 1:4'],
    ['a: &a [*a]', 'yaml-alias 1:8'],
    ['a: &a {x: 1}\nb: {<<: *a}', 'yaml-merge 2:5'],
    ['%YAML 1.1\n---\na: 1', 'yaml-version 1:1'],
    ['a: x\0y', 'control-character 1:5'],
    ['a: \u001b[31m', 'control-character 1:4'],
  ])('%j', (text, expected) => {
    expect(told(text)).toEqual([expected]);
  });

  test('every syntax error is told, one a line', () => {
    expect(told('a: "b" c "d" e\nf: @g\nh: `i`')).toEqual([
      'yaml-syntax 1:8',
      'yaml-syntax 2:4',
      'yaml-syntax 3:4',
    ]);
  });

  test('an unquoted expression in braces gets a hint', () => {
    expect(parse('a: {b: ${ .x }}').diagnostics[0]?.hint).toMatch(/in quotes/);
  });
});

describe('locate', () => {
  const locate = (text: string, pointer: string, what?: 'key' | 'value') => {
    const position = parse(text).documents[0]?.locate(pointer, what);
    return `${position?.line}:${position?.column}`;
  };
  const text = '# c\ndocument:\n  name: x\n  list:\n    - 1\n    - a/b~c: { z: 1 }\n  none:\n';

  test.each([
    ['', '2:1'],
    ['/document', '3:3'],
    ['/document/name', '3:9'],
    ['/document/list/0', '5:7'],
    ['/document/list/1/a~1b~0c/z', '6:19'],
    ['/document/none', '7:3'],
  ])('%j is at its value', (pointer, expected) => {
    expect(locate(text, pointer)).toBe(expected);
  });

  test.each([
    ['/document', '2:1'],
    ['/document/name', '3:3'],
    ['/document/list/1/a~1b~0c', '6:7'],
    ['/document/list/0', '5:7'],
  ])('%j is at its key', (pointer, expected) => {
    expect(locate(text, pointer, 'key')).toBe(expected);
  });

  test.each([
    ['/document/name/more', '3:9'],
    ['/document/missing', '3:3'],
    ['/document/list/7/x', '5:5'],
    ['/document/list/-', '5:5'],
  ])('%j, which is not there, is at its nearest ancestor', (pointer, expected) => {
    expect(locate(text, pointer)).toBe(expected);
  });

  test('what an alias stands for is at the alias', () => {
    expect(locate('document: &a {x: 1}\nb: *a', '/b/x')).toBe('2:4');
  });

  test('positions are those of the file, in a later document and after carriage returns too', () => {
    const [, second] = parse('document: 1\r\n---\r\ndocument:\r\n  a: 1\r\n').documents;
    expect(second?.locate('/document/a')).toEqual({ line: 4, column: 6 });
  });

  test('a byte order mark does not shift columns', () => {
    expect(locate('\uFEFFdocument: 1', '/document')).toBe('1:11');
  });
});
