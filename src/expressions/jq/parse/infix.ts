import type { AssignOperator, BinaryOperator } from '../ast.ts';

type Associativity = 'left' | 'right' | 'none';

/** An operator between two terms; the higher its power, the tighter it binds. */
export type Infix = { readonly power: number; readonly side: Associativity } & (
  | { readonly kind: 'alternative' | 'or' | 'and' }
  | { readonly kind: 'assign'; readonly operator: AssignOperator }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator }
);

export const infixes = new Map<string, Infix>([
  ['//', { kind: 'alternative', power: 1, side: 'right' }],
  ['or', { kind: 'or', power: 3, side: 'left' }],
  ['and', { kind: 'and', power: 4, side: 'left' }],
  ...(['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='] as const).map((operator): [string, Infix] => [
    operator,
    { kind: 'assign', operator, power: 2, side: 'none' },
  ]),
  ...(['==', '!=', '<', '<=', '>', '>='] as const).map((operator): [string, Infix] => [
    operator,
    { kind: 'binary', operator, power: 5, side: 'none' },
  ]),
  ...(['+', '-'] as const).map((operator): [string, Infix] => [
    operator,
    { kind: 'binary', operator, power: 6, side: 'left' },
  ]),
  ...(['*', '/', '%'] as const).map((operator): [string, Infix] => [
    operator,
    { kind: 'binary', operator, power: 7, side: 'left' },
  ]),
]);
