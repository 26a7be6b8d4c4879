import { describe, expect, it } from 'vitest';
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
});
