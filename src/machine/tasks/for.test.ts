import { describe, expect, it } from 'vitest';
import { Drive } from '../../../test/machine/drive.ts';

describe('for', () => {
  it('K7 K5 feeds each round with the output of the one before', () => {
    const run = new Drive(
      `do: [{loop: {for: {each: n, in: .list, at: i}, do: [{add: {set: {list: '\${ .list }', sum: '\${ .sum + $n * ($i + 1) }'}}}]}}]`,
      { input: { list: [5, 7] } },
    );
    expect(run.output).toEqual({ list: [5, 7], sum: 19 });
  });

  it('K5 puts out its input when there is nothing to loop over', () => {
    const run = new Drive('do: [{loop: {for: {in: .list}, do: [{a: {set: {x: 1}}}]}}]', {
      input: { list: [] },
    });
    expect(run.output).toEqual({ list: [] });
  });

  it('K6 asks while before each round, on the data of that moment', () => {
    const run = new Drive(
      `do: [{loop: {for: {in: '[1,2,3,4]'}, while: '. < 6', do: [{add: {set: '\${ . + $item }'}}]}}]`,
      { input: 0 },
    );
    expect(run.output).toBe(6);
  });

  it('E2 stops the whole loop at exit', () => {
    const run = new Drive(`
do:
  - loop:
      for: { in: '[1,2,3]' }
      do:
        - note: { set: { last: '\${ $item }' } }
        - leave: { switch: [{ two: { when: '.last == 2', then: exit } }] }
  - after: { set: { stoppedAt: '\${ .last }' } }
`);
    expect(run.output).toEqual({ stoppedAt: 2 });
  });

  it('faults with a validation error when the collection is no array', () => {
    const run = new Drive('do: [{loop: {for: {in: .list}, do: [{a: {set: {x: 1}}}]}}]', {
      input: { list: 3 },
    });
    expect(run.instance.error).toMatchObject({ status: 400, title: 'Not an array', instance: '/do/0/loop' });
  });

  it('K5 takes an inline array', () => {
    const run = new Drive(
      `do: [{loop: {for: {each: c, in: [{name: red}, {name: blue}]}, do: [{a: {set: {all: '\${ .all + [$c.name] }'}}}]}}]`,
    );
    expect(run.output).toEqual({ all: ['red', 'blue'] });
  });

  it('runs through fifty thousand rounds without growing the stack', () => {
    const run = new Drive(`do: [{loop: {for: {in: '[range(50000)]'}, do: [{a: {set: '\${ . + 1 }'}}]}}]`, {
      input: 0,
    });
    expect(run.output).toBe(50_000);
  });

  it('X14 gives its own output stage the loop variable of the loop around it', () => {
    const run = new Drive(`
do:
  - outer:
      for: { in: '[10]' }
      do: [{ inner: { for: { in: '[20]' }, do: [{ a: { set: { x: 1 } } }], output: { as: '$item' } } }]
`);
    expect(run.output).toBe(10);
  });
});
