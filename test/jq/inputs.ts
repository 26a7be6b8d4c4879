import type { Json } from '../../src/json/json.ts';
import type { Choice } from './choice.ts';

/** Names that objects of a careless program would trip over, among plain ones. */
export const keys = [
  ...['a', 'b', 'c', 'a', 'b', 'c', 'd', 'id', 'name', 'value', 'key', 'vs', 'ks', 'items', 'start', 'end'],
  ...[
    '',
    ' ',
    'a b',
    'é',
    '😀',
    'A',
    '__proto__',
    'constructor',
    'toString',
    'length',
    '$x',
    'a.b',
    '\u0000',
  ],
  ...['"', '\\', 'and', 'hasOwnProperty', '~', '\uffff', '01', '-1', '1.5'],
];

/** Names that JavaScript puts before all others. */
const indexKeys = ['0', '1', '10', '2'];

const numbers = [
  ...[0, 1, 2, 3, -1, 5, 10, 0.1, 1.5, -0.5, -0, 100, 1e3, 255, 65, 1e17, 1e-5, 123456789012, 3.0, -7],
  ...[1e308, -1e308, 1.7976931348623157e308, 5e-324, 2.2250738585072014e-308, 1e-7, 1.1, 0.3, 1 / 3, 1e100],
  ...[
    2 ** 53,
    2 ** 53 - 1,
    -(2 ** 53),
    2 ** 31,
    -(2 ** 31),
    2 ** 32,
    2 ** 63,
    1425599621,
    1e19,
    123456.789e3,
  ],
];

const texts = [
  ...[
    '',
    'a',
    'abc',
    'b',
    'a,b, cd',
    'foo bar',
    'ABC',
    'aXbxc',
    'test',
    ' padded\t\n',
    '10',
    '1.50',
    '-0',
    'nan',
  ],
  ...[
    'é',
    'e\u0301',
    '😀',
    'a😀b',
    '\u0000',
    'a\u0000b',
    '<&\'">',
    '"quoted"',
    '\\',
    'tab\there',
    '\u2028',
    '\u007f',
  ],
  ...[
    '[1,2]',
    '{"a":1}',
    '2015-03-05T23:51:47Z',
    '10:20',
    'aGVsbG8=',
    'aGVsbG8',
    '%41%C3%A9',
    'null',
    'true',
    '\ufeffx',
  ],
  ...[
    'aaa',
    'abab',
    'x'.repeat(40),
    'long text with é and 😀 in it, cut off',
    'a-b_c.d~e/f?g=h&i',
    'ﬀ',
    'ß',
    '日本語',
  ],
  ...[
    'Thu, 05 Mar 2015 23:51:47 +0000',
    '1e1000',
    '0x10',
    '1_000',
    '\r\n',
    "it's",
    'NaN',
    'A\u00a0',
    '1,2',
    'a\tb\\',
  ],
];

/** A JSON value; most are small containers. */
export function input(choice: Choice, depth = 3): Json {
  if (depth === 0 || choice.chance(0.25)) return scalar(choice);
  switch (choice.below(8)) {
    case 0:
      return choice.some(6, () => number(choice));
    case 1:
      return choice.some(5, () => text(choice));
    case 2:
      return choice.some(4, () => record(choice, depth - 1, ['a', 'b', 'id', 'name']));
    case 3:
    case 4:
      return choice.some(5, () => input(choice, depth - 1));
    default:
      return record(choice, depth - 1, keys);
  }
}

export function number(choice: Choice): number {
  return choice.chance(0.3) ? choice.below(12) : choice.of(numbers);
}

export function text(choice: Choice): string {
  return choice.of(texts);
}

export function scalar(choice: Choice): Json {
  switch (choice.below(8)) {
    case 0:
      return null;
    case 1:
      return choice.chance(0.5);
    case 2:
    case 3:
    case 4:
      return number(choice);
    default:
      return text(choice);
  }
}

function record(choice: Choice, depth: number, names: readonly string[]): Json {
  return Object.fromEntries(
    choice.some(5, () => [choice.of(choice.chance(0.01) ? indexKeys : names), input(choice, depth)]),
  );
}
