import { describe, expect, it } from 'vitest';
import { Drive } from '../../../test/machine/drive.ts';

describe('set', () => {
  it('K25 replaces the data with an evaluated template', () => {
    const run = new Drive('do: [{a: {set: {name: "${ .user.name }", fixed: 1}}}]', {
      input: { user: { name: 'Ada' } },
    });
    expect(run.output).toEqual({ name: 'Ada', fixed: 1 });
  });

  it('K25 takes one expression for the whole value', () => {
    const run = new Drive('do: [{a: {set: "${ .list | length }"}}]', { input: { list: [1, 2] } });
    expect(run.output).toBe(2);
  });

  it('X2 keeps text that is not wholly an expression as it is', () => {
    const run = new Drive('do: [{a: {set: {text: "Hello ${ .name }!"}}}]', { input: { name: 'Ada' } });
    expect(run.output).toEqual({ text: 'Hello ${ .name }!' });
  });

  it('X6 never evaluates expressions that come from data', () => {
    const run = new Drive('do: [{a: {set: {copy: "${ .evil }"}}}]', { input: { evil: '${ 1 + 1 }' } });
    expect(run.output).toEqual({ copy: '${ 1 + 1 }' });
  });

  it('X5 T10 faults with an expression error that names the task', () => {
    const run = new Drive('do: [{a: {set: {x: "${ .n + {} }"}}}]', { input: { n: 1 } });
    expect(run.status).toBe('faulted');
    expect(run.instance.error).toMatchObject({
      type: 'https://open-workflow-specification.org/spec/1.0.0/errors/expression',
      status: 400,
      instance: '/do/0/a',
    });
  });
});
