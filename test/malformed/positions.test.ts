import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { loadDefinitions } from '../../src/definitions/index.ts';
import { chooseSeed, seeded } from '../chaos/random.ts';

/** A character that neither language knows. */
const marker = '§';

/** `line:column code` of all that is wrong with a file. */
async function found(text: string): Promise<readonly string[]> {
  const { diagnostics } = await loadDefinitions({
    files: [{ path: 'a.yaml', text }],
    known: { services: [] },
  });
  return diagnostics.map(({ position, code }) => `${position.line}:${position.column} ${code}`);
}

/** What is to be found for each marker in a text. */
function expected(text: string, sign = marker): readonly string[] {
  return [...text.matchAll(new RegExp(sign, 'g'))].map(({ index }) => {
    const before = text.slice(0, index).split('\n');
    return `${before.length}:${(before.at(-1) ?? '').length + 1} expression-syntax`;
  });
}

const head = "document: { dsl: '1.0.3', namespace: test, name: a, version: '1.0.0' }\n";
const jsonata = `${head}evaluate: { language: jsonata }\n`;

describe('a syntax error is told at its character in', () => {
  it.each([
    ['a condition without ${ }', 'do: [{ a: { if: .a § 1, set: { x: 1 } } }]'],
    ['a condition in ${ } and white space', `do: [{ a: { if: '  \${   .a § 1 } ', set: { x: 1 } } }]`],
    ['a whole set', "do: [{ a: { set: '${ {x: §} }' } }]"],
    ['each of several', `do: [{ a: { set: { x: ['\${ § }', { y: "\${\\n§ }" }] } } }]`],
    ['a case of a switch', 'do: [{ s: { switch: [{ c: { when: 1 == §, then: end } }] } }]'],
    ['a loop', `do: [{ l: { for: { in: '.[§]' }, while: . § 1, do: [{ a: { set: { x: 1 } } }] } }]`],
    ['a duration', "do: [{ w: { wait: '${ .a § }' } }]"],
    ['an endpoint', "do: [{ h: { call: http, with: { method: get, endpoint: { uri: '${ .a § }' } } } }]"],
    [
      'the input',
      'input:\n  from: |\n    {\n      a: .b,\n      c: §\n    }\ndo: [{ a: { set: { x: 1 } } }]',
    ],
    [
      'the output and export',
      "do: [{ a: { set: { x: 1 }, output: { as: . § }, export: { as: '${ § }' } } }]",
    ],
    [
      'an attribute of an event filter',
      "do: [{ l: { listen: { to: { any: [ { with: { type: t, subject: '${ . § }' } } ] } } } }]",
    ],
    [
      'the data of an event filter',
      "do: [{ l: { listen: { to: { one: { with: { data: { a: [ 1, { b: '${ . § }' } ] } } } } } } }]",
    ],
    [
      'a correlation',
      "do: [{ l: { listen: { to: { one: { with: { type: t }, correlate: { k: { from: .a §, expect: '${ .b }' } } } } } } }]",
    ],
    [
      'what starts the workflow',
      "schedule: { on: { one: { with: { data: '${ . § }' } } } }\ndo: [{ a: { set: { x: 1 } } }]",
    ],
    [
      'a function, once for both its uses',
      "use: { functions: { f: { set: { x: '${ § }' } } } }\ndo: [{ a: { call: f } }, { b: { call: f } }]",
    ],
    [
      'a text with an anchor, once',
      "do: [{ a: { set: { x: &x '${ .a § }' } } }, { b: { set: { x: *x, y: *x } } }]",
    ],
  ])('%s', async (_name, text) => {
    expect(await found(head + text)).toEqual(expected(head + text));
  });

  it('JSONata', async () => {
    const text = `${jsonata}do: [{ a: { if: "  foo\n §bar", set: { y: 1 } } }]`;
    expect(await found(text.replace(marker, ''))).toEqual(expected(text));
  });
});

/** What a filter of jq may be made of; each of these may follow any of the others. */
const operands = [
  '.a',
  '.["b c"]',
  '"it\'s"',
  '"\\"\\\\é\\n"',
  '"😀: #"',
  '[1, 2]',
  '{"a": .b}',
  '(.a)',
  'not',
  '# why?\n.',
];
const operators = ['|', ',', '+', '//'];
const blanks = [' ', ' ', '  ', '\n', '\n\n', '\n    ', '\t', '  \n '];
const styles = ['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const;

describe('wherever the marker stands in a generated filter, it is told at its place in', () => {
  const seed = chooseSeed();
  const random = seeded(seed);
  const pick = <Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const terms = (most: number) =>
    Array.from(
      { length: Math.floor(random() * most) },
      () => `${pick(operands)}${pick(blanks)}${pick(operators)}${pick(blanks)}`,
    ).join('');

  /** A filter with one marker, bare or wrapped. */
  function filter(): string {
    const text = `${terms(6)}${marker}${pick(blanks)}${terms(4)}.`;
    const around = () => (random() < 0.5 ? '' : pick(blanks));
    return random() < 0.5
      ? `${around()}${text}${around()}`
      : `${around()}\${${around()}${text}${around()}}${around()}`;
  }

  const definition = () => ({
    document: { dsl: '1.0.3', namespace: 'test', name: 'a', version: '1.0.0' },
    do: [{ a: { if: filter(), set: { x: 1 } } }],
  });

  function readBack(text: string): unknown {
    const document = parseDocument(text);
    return document.errors.length === 0 ? document.toJS() : undefined;
  }

  async function check(text: string): Promise<void> {
    expect(await found(text), `seed ${seed}: ${JSON.stringify(text)}`).toEqual(expected(text));
  }

  it.each(styles)('%s', async (defaultStringType) => {
    let checked = 0;
    for (let count = 0; count < 150; count++) {
      const value = definition();
      const lineWidth = pick([0, 25, 40, 80]);
      const indent = pick([2, 4]);
      const text = stringify(value, { defaultStringType, defaultKeyType: 'PLAIN', lineWidth, indent });
      // The library indents some blocks otherwise than it says in their header, and then reads something else.
      if (!isDeepStrictEqual(readBack(text), value)) continue;
      await check(text);
      await check(text.replaceAll('\n', '\r\n'));
      checked++;
    }
    expect(checked).toBeGreaterThan(75);
  });

  it('JSON', async () => {
    for (let count = 0; count < 150; count++)
      await check(JSON.stringify(definition(), null, pick(['', '  ', '\t'])));
  });
});
