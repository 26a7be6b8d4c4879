import { describe, expect, test } from 'vitest';
import { type Pointer, resolve } from '../json/pointer.ts';
import { parseFile } from './parse.ts';

/** Where the text at a pointer is told to have its `§`, and where the file has it. */
function placesOf(text: string, pointer: Pointer) {
  const { documents, diagnostics } = parseFile({ path: 'a.yaml', text });
  expect(diagnostics).toEqual([]);
  const document = documents.at(-1);
  const value = resolve(document?.value ?? null, pointer);
  if (typeof value !== 'string') throw new Error(`there is no text at ${pointer}`);
  const lines = text
    .replace(/^\uFEFF/, '')
    .split('§', 1)
    .join()
    .split('\n');
  return {
    told: document?.locate(pointer, value.indexOf('§')),
    real: { line: lines.length, column: (lines.at(-1) ?? '').length + 1 },
  };
}

const head = 'document: 1\n';

/** One for each way to write a text; each has one `§`. */
const texts: readonly (readonly [string, string])[] = [
  ['a plain scalar', 'x: .a + § .b\n'],
  ['a plain scalar over lines', 'x: .a\n  | .b\n\n  | § .c  \n\n\n  | .d\n'],
  ['a plain scalar after a tag and an anchor', 'x: &a !!str .a § b\n'],
  ['a plain scalar at the end of the file', 'x: .a §'],
  ['a plain scalar with quotes and backslashes', `x: .a == "it's\\n" § | b'c\n`],
  ['a plain scalar after a wide space', 'x:    .a    §    b\n'],
  ['a plain scalar behind tabs', 'x:\t.a\t+\t§\n'],
  ['a single quoted scalar', "x: 'a''b''''c § d'\n"],
  ['a single quoted scalar over lines', "x: 'a''b \n\n    c\n  §''\n  d'\n"],
  ['a single quoted scalar that begins with a line break', "x: '\n\n  a §'\n"],
  ['a double quoted scalar', 'x: "a \\"b\\" \\x41\\u00e9\\U0001F600\\t\\/\\\\ § c"\n'],
  ['a double quoted scalar over lines', 'x: "a  \n  b\n\n\n   c \\\n   d\\\n\n  \\  e § f"\n'],
  ['a double quoted scalar with escaped white space', 'x: "\\ \\t\\n\\ §"\n'],
  ['a literal block', 'x: |\n  .a\n    | .b\n\n  | §\n  | .d\n'],
  ['a literal block with an indentation indicator', 'x: |2\n    .a\n    | §\n   b\n'],
  ['a literal block with a comment in its header', 'x: |- # why: ${ a }\n  .a\n  | §\n'],
  ['a literal block that keeps its end', 'x: |+\n  .a\n  §\n\n\n'],
  ['a literal block that begins with empty lines', 'x: |\n\n   \n   .a §\n'],
  ['a folded block', 'x: >\n  .a\n  .b\n\n\n  .c §\n    more\n  .d\n'],
  ['a more indented line of a folded block', 'x: >-\n  .a\n    .b  §\n\n  .c\n'],
  ['a folded block with indicators', 'x: >1-\n   .a\n   .b §\n'],
  ['a folded block after an anchor', 'x: &a !!str >\n  .a\n  §\n'],
  ['a flow list and object', "x: { y: [1, '.a §', b] }\n"],
  ['a plain scalar within a flow object', 'x: {y: [0, .a\n  b §  , c]}\n'],
  ['JSON', '{"document":1,"x":"a\\n\\u0041\\ud83d\\ude00\\/ § b"}'],
  ['JSON over lines, with tabs', '{\n\t"document": 1,\n\t"x": "\\t\\t§"\n}\n'],
  ['astral characters on the line', 'x: "😀😀 \'😀\' §"\n'],
  ['an anchor', 'y: &f .a § b\nx: *f\n'],
  ['an anchor around it', 'y: &f { y: [0, ".a §"] }\nx: *f\n'],
  ['the nearest of two anchors', 'y: &f .a b\nz: &f "\\n§"\nx: *f\n'],
];

const cases = texts.map(([name, text]): [string, string, Pointer] => [
  name,
  text.startsWith('{') ? text : head + text,
  /y: \[/.test(text) ? '/x/y/1' : '/x',
]);

describe('a character inside a text is found in', () => {
  test.each(cases)('%s', (_name, text, pointer) => {
    const { told, real } = placesOf(text, pointer);
    expect(told).toEqual(real);
  });

  test.each(cases)('%s, with Windows line ends', (_name, text, pointer) => {
    const { told, real } = placesOf(text.replaceAll('\n', '\r\n'), pointer);
    expect(told).toEqual(real);
  });

  test.each(cases)('%s, after a BOM and another document', (_name, text, pointer) => {
    const { told, real } = placesOf(`\uFEFF---\ndocument: 0\n---\n${text}`, pointer);
    expect(told).toEqual(real);
  });
});

describe('beside the characters of a text', () => {
  const locate = (text: string, offset: number, pointer = '/x') =>
    parseFile({ path: 'a.yaml', text: head + text }).documents[0]?.locate(pointer, offset);

  test.each([
    ['x: .a +\n', 4, { line: 2, column: 8 }],
    ["x: '.a +'\n", 4, { line: 2, column: 9 }],
    ['x: ".a +"\n', 4, { line: 2, column: 9 }],
    ['x: |\n  .a +\n', 4, { line: 3, column: 7 }],
    ['x: |+\n  .a +\n\n', 6, { line: 3, column: 7 }],
    ['x: >-\n  .a\n  +\n', 4, { line: 4, column: 4 }],
  ])('the end of %j is where its text ends', (text, offset, position) => {
    expect(locate(text, offset)).toEqual(position);
  });

  test('an escape is pointed at where it begins', () => {
    expect(locate('x: "a\\u00a7b"\n', 1)).toEqual({ line: 2, column: 6 });
  });

  test('a folded line break is where the line ends', () => {
    expect(locate('x: a\n  b\n', 1)).toEqual({ line: 2, column: 5 });
    expect(locate('x: >\n  a\n  b\n', 1)).toEqual({ line: 3, column: 4 });
  });

  test('indentation that a block keeps is on its own line', () => {
    expect(locate('x: |\n  a\n    b\n', 3)).toEqual({ line: 4, column: 4 });
  });

  test('an empty block has its end after its header', () => {
    expect(locate('x: |\n', 0)).toEqual({ line: 3, column: 1 });
    expect(locate('x: |', 0)).toEqual({ line: 2, column: 5 });
  });

  test('what is no text, too short or not there has the place of its value', () => {
    expect(locate('x: 12\n', 1)).toEqual({ line: 2, column: 4 });
    expect(locate('x: a\n', 9)).toEqual({ line: 2, column: 4 });
    expect(locate('x: [a]\n', 1)).toEqual({ line: 2, column: 4 });
    expect(locate('x: a\n', 1, '/x/y')).toEqual({ line: 2, column: 4 });
  });

  test('a long run of white space costs time in proportion to its length', () => {
    expect(locate(`x: '${' '.repeat(500_000)}b'\n`, 500_000)).toEqual({ line: 2, column: 500_005 });
    expect(locate(`x: |1\n ${' '.repeat(500_000)}b\n`, 500_000)).toEqual({ line: 3, column: 500_002 });
  });
});
