import type { Choice } from './choice.ts';
import type { Kind } from './grammar.ts';
import { number, text } from './inputs.ts';

/** A filter without others inside. */
export function leaf(kind: Kind, choice: Choice): string {
  switch (kind) {
    case 'number':
      return literal(number(choice));
    case 'string':
      return quote(text(choice));
    case 'boolean':
      return choice.of(['true', 'false', 'null', '(. == .)']);
    case 'array':
      return choice.of([
        '[]',
        '[1,2,3]',
        '["a","b"]',
        '[3,1,2]',
        '[[1,2],[3]]',
        '[.]',
        '[.[]?]',
        '[null,false,0,"",[],{}]',
      ]);
    case 'object':
      return choice.of([
        '{}',
        '{a:1}',
        '{a:{b:2}}',
        '{"b":1,"a":2}',
        '{a:[1,2],b:null}',
        '{$__loc__}',
        '{a:.}',
      ]);
    case 'path':
      return choice.of([
        '.',
        '.a',
        '.a.b',
        '.[0]',
        '.[]?',
        '..',
        '.[1:]',
        '.b',
        'empty',
        '.["a"]?',
        'first',
        'last',
      ]);
    case 'stream':
      return choice.of([
        '1,2',
        '.[]?',
        '(1,null,"a")',
        'empty',
        'range(3)',
        '..',
        'error("x")',
        '(1,error)',
        '(.a?,.b?)',
      ]);
    case 'any':
      return choice.of([
        ...[
          'null',
          'true',
          'false',
          '.',
          '0',
          '"a"',
          '[]',
          '{}',
          'nan',
          'infinite',
          '-infinite',
          '-1',
          '[1]',
          '{a:1}',
        ],
        ...[literal(number(choice)), quote(text(choice))],
      ]);
  }
}

/** A string as jq writes it. */
export function quote(value: string): string {
  return JSON.stringify(value);
}

function literal(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
