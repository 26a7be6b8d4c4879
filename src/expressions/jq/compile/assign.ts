import type { Json } from '../../../json/json.ts';
import { deletePaths, setPath, updatePath } from '../access.ts';
import { operations } from '../arithmetic.ts';
import type { Node } from '../ast.ts';
import { type Code, keysOf, lost, many, single, start } from '../code.ts';
import type { Names } from '../names.ts';
import { type Frame, Raised } from '../run.ts';
import { excerpt, isTrue } from '../values.ts';
import type { Context } from './context.ts';

/** Calls back with every path that a path expression gives. */
export function eachPath(
  code: Code,
  input: Json,
  frame: Frame,
  emit: (path: readonly Json[], value: Json) => boolean,
): boolean {
  return code.paths(start, input, frame, (path, value) => {
    if (path === lost) throw new Raised(`Invalid path expression with result ${excerpt(value)}`);
    frame.run.step();
    return emit(keysOf(path), value);
  });
}

/** `=`, `|=`, `+=` and their kind. */
export function compileAssign(node: Node & { kind: 'assign' }, names: Names, context: Context): Code {
  const target = context.compile(node.left, names);
  const right = context.compile(node.right, names);
  if (node.operator === '|=') return modify(target, right);
  const change = changes(node.operator);
  const assign = (input: Json, frame: Frame, operand: Json): Json => {
    let state = input;
    eachPath(target, input, frame, (path) => {
      state = change(state, path, operand, frame);
      return false;
    });
    return state;
  };
  const { one } = right;
  if (one !== undefined) return single((input, frame) => assign(input, frame, one(input, frame)));
  return many((input, frame, emit) =>
    right.each(input, frame, (operand) => emit(assign(input, frame, operand))),
  );
}

type Change = (state: Json, path: readonly Json[], operand: Json, frame: Frame) => Json;

function changes(operator: Exclude<(Node & { kind: 'assign' })['operator'], '|='>): Change {
  const update =
    (compute: (old: Json, operand: Json, frame: Frame) => Json): Change =>
    (state, path, operand, frame) =>
      updatePath(state, path, (old) => compute(old, operand, frame), frame.run);
  switch (operator) {
    case '=':
      return (state, path, operand, frame) => setPath(state, path, operand, frame.run);
    case '//=':
      return update((old, operand) => (isTrue(old) ? old : operand));
    case '+=':
    case '-=':
    case '*=':
    case '/=':
    case '%=': {
      const operation = operations[operatorOf(operator)];
      return update((old, operand, frame) => operation(old, operand, frame.run));
    }
  }
}

function operatorOf(operator: '+=' | '-=' | '*=' | '/=' | '%='): '+' | '-' | '*' | '/' | '%' {
  const table = { '+=': '+', '-=': '-', '*=': '*', '/=': '/', '%=': '%' } as const;
  return table[operator];
}

/** `target |= update`: the first output counts; where there is none, the path is deleted, after all others are set. */
function modify(target: Code, update: Code): Code {
  const { one, each } = update;
  return single((input, frame) => {
    let state = input;
    const gone: Json[] = [];
    eachPath(target, input, frame, (path) => {
      state = updatePath(
        state,
        path,
        (old) => {
          if (one !== undefined) return one(old, frame);
          let first: Json | undefined;
          each(old, frame, (output) => {
            first = output;
            return true;
          });
          if (first === undefined) gone.push(path);
          return first ?? old;
        },
        frame.run,
      );
      return false;
    });
    return gone.length === 0 ? state : deletePaths(state, gone, frame.run);
  });
}
