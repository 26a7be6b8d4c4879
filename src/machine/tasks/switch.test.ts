import { describe, expect, it } from 'vitest';
import { Drive } from '../../../test/machine/drive.ts';

const colours = `
do:
  - pick:
      switch:
        - other: { then: setOther }
        - red: { when: '.colour == "red"', then: setRed }
        - alsoRed: { when: '.colour == "red"', then: setOther }
        - stop: { when: '.colour == "none"', then: end }
  - setRed: { set: { is: red }, then: end }
  - setOther: { set: { is: other } }
`;

describe('switch', () => {
  it('K26 goes to the first case that matches, in declaration order', () => {
    expect(new Drive(colours, { input: { colour: 'red' } }).output).toEqual({ is: 'red' });
  });

  it('K26 takes the default only when nothing matches, wherever it is declared', () => {
    expect(new Drive(colours, { input: { colour: 'blue' } }).output).toEqual({ is: 'other' });
  });

  it('K26 hands its input on', () => {
    expect(new Drive(colours, { input: { colour: 'none' } }).output).toEqual({ colour: 'none' });
  });

  it('K26 follows its own then when no case matches and there is no default', () => {
    const run = new Drive(`
do:
  - pick: { switch: [{ a: { when: '.x == 1', then: a } }], then: b }
  - a: { set: { is: a }, then: end }
  - b: { set: { is: b } }
`);
    expect(run.output).toEqual({ is: 'b' });
  });
});
