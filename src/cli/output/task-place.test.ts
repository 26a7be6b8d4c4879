import { describe, expect, it } from 'vitest';
import { expressionFailure, placeOfTask } from './task-place.ts';

const text = `document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }
do:
  - first: { set: { x: 1 } }
  - second:
      do: [{ inner: { set: { x: 1 } } }]
`;

describe('placeOfTask', () => {
  it.each([
    ['/do/0/first', 'a.yaml:3:5'],
    ['/do/1/second', 'a.yaml:4:5'],
    ['/do/1/second/do/0/inner', 'a.yaml:5:14'],
    ['/do/7/other', undefined],
    ['', undefined],
    ['elsewhere', undefined],
  ])('of %j is %s', async (pointer, place) => {
    expect(await placeOfTask(pointer, { path: 'a.yaml', text })).toBe(place);
  });

  it('is in the first workflow of the file, by the lines of the file', async () => {
    const file = { path: 'a.yaml', text: `# here\n---\n${text}---\n${text.replaceAll('first', 'other')}` };
    expect(await placeOfTask('/do/0/first', file)).toBe('a.yaml:5:5');
    expect(await placeOfTask('/do/0/other', file)).toBeUndefined();
  });
});

describe('expressionFailure', () => {
  const file = { path: 'a.yaml', text: `${text}  - last: { if: .a.b, set: { x: 1 } }\n` };

  it('is at the expression', async () => {
    expect(await expressionFailure('/do/2/last/if', 'it fails', file)).toEqual({
      code: 'expression',
      severity: 'error',
      message: 'it fails',
      file: 'a.yaml',
      position: { line: 6, column: 17 },
      pointer: '/do/2/last/if',
    });
  });

  it('is nowhere for an expression of another file', async () => {
    expect(await expressionFailure('/use/functions/x/set', 'it fails', file)).toBeUndefined();
  });

  it('is in the old workflow where that was converted', async () => {
    const old = {
      path: 'old.yaml',
      text: `id: a
specVersion: '0.8'
states:
  - name: A
    type: switch
    dataConditions: [{ condition: '\${ .a }', end: true }]
    defaultCondition: { end: true }
`,
    };
    expect(await expressionFailure('/do/0/a/switch/0/case1/when', 'it fails', old)).toMatchObject({
      file: 'old.yaml',
      position: { line: 6, column: 35 },
    });
  });
});
