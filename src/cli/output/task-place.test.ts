import { describe, expect, it } from 'vitest';
import { placeOfTask } from './task-place.ts';

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
