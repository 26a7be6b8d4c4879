import { describe, expect, it } from 'vitest';
import { Drive } from '../../test/machine/drive.ts';
import { ExpressionError } from '../expressions/index.ts';
import { FailedExpression } from './failed-expression.ts';

describe('an expression that failed', () => {
  it('is a problem with its place and what the data was', () => {
    const failed = new FailedExpression(new ExpressionError('it fails'), '/do/0/a/if', [{ a: 1 }]);
    expect(failed.problem()).toMatchObject({
      status: 400,
      title: 'The expression failed',
      detail: 'it fails; the data was [{"a":1}]',
      at: '/do/0/a/if',
    });
  });

  it('has no place where nobody knows it', () => {
    expect(new FailedExpression(new ExpressionError('x'), undefined, null).problem()).not.toHaveProperty(
      'at',
    );
  });

  it('is an expression error still, for those who take it as no match', () => {
    expect(new FailedExpression(new ExpressionError('x'), '', null)).toBeInstanceOf(ExpressionError);
  });

  it('faults its task with the place of the very expression, however often its text is there', () => {
    const drive = new Drive(
      'do: [{a: {if: .x == null, set: {b: [1]}}}, {b: {switch: [{one: {when: .b.c, then: end}}, {two: {when: .b.c, then: exit}}]}}]',
    );
    expect(drive.instance.error).toMatchObject({
      instance: '/do/1/b',
      at: '/do/1/b/switch/0/one/when',
      detail: expect.stringContaining('the data was {"b":[1]}'),
    });
  });

  it('does not tell the secrets in its data', () => {
    const drive = new Drive(
      'use: {secrets: [key]}\ndo: [{a: {set: {key: "${ $secrets.key }"}}}, {b: {set: ".key.part"}}]',
      { secrets: { key: 'hush-hush' } },
    );
    expect(drive.instance.error?.detail).toContain('the data was {"key":');
    expect(JSON.stringify(drive.instance.error)).not.toContain('hush-hush');
  });
});
