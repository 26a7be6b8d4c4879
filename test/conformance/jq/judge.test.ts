import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/expressions/jq/index.ts';
import { parseCases } from './cases.ts';
import { judge } from './judge.ts';

const judged = (text: string) =>
  parseCases('a.test', text).map((one) => judge(one, (program) => compile(program)));

describe('parseCases', () => {
  it('reads groups of lines, without comments', () => {
    const text = '# a\n\n.a\n{"a":1}\n1\n\n\n# b\n.[]\n[1,2]\n# c\n1\n2\n';
    expect(parseCases('a.test', text)).toEqual([
      { file: 'a.test', line: 3, program: '.a', input: '{"a":1}', outputs: ['1'], refusal: undefined },
      { file: 'a.test', line: 8, program: '.[]', input: '[1,2]', outputs: ['1', '2'], refusal: undefined },
    ]);
  });

  it('reads programs that must not compile', () => {
    const text = '%%FAIL\n}\njq: error: x\n    }\n\n%%FAIL IGNORE MSG\n{\njq: error: y\n';
    expect(parseCases('a.test', text)).toMatchObject([
      { program: '}', refusal: 'jq: error: x\n    }' },
      { program: '{', refusal: '' },
    ]);
  });
});

describe('judge', () => {
  it('passes the outputs that are expected, whatever the order of their keys', () => {
    expect(judged('{a: 1, b: nan}, infinite\nnull\n{"b":null,"a":1.0}\n1e1000\n')).toEqual([
      { failure: undefined },
    ]);
  });

  it('passes the outputs before an error', () => {
    expect(judged('1, error("x")\nnull\n1\n')).toEqual([{ failure: undefined }]);
  });

  it.each([
    ['another output', '.\n1\n2\n', 'gives [1]; expected [2]'],
    ['one output too many', '1, 2\nnull\n1\n', 'gives [1, 2]; expected [1]'],
    ['an error in place of an output', 'error("x")\nnull\n1\n', 'gives [], then x; expected [1]'],
    ['a program that should compile', '}\nnull\n1\n', 'does not compile: Unexpected }, expected a filter'],
    ['a program that should not', '%%FAIL\n.\njq: error: x\n', 'compiles, and must not'],
  ])('fails %s', (_, text, failure) => {
    expect(judged(text)).toEqual([{ failure }]);
  });

  it('tells whether a refusal has the same words', () => {
    const words = 'Unexpected }, expected a filter';
    expect(judged(`%%FAIL\n}\njq: error: ${words} at <top-level>\n\n%%FAIL\n}\njq: error: x at\n`)).toEqual([
      { failure: undefined, sameWords: true },
      { failure: undefined, sameWords: false },
    ]);
  });
});
