import type { Json } from '../../../json/json.ts';
import { deletePaths, getPath, updatePath } from '../access.ts';
import { add, operations } from '../arithmetic.ts';
import type { Node } from '../ast.ts';
import {
  type Accumulate,
  type Code,
  keysOf,
  lost,
  many,
  type One,
  type Path,
  single,
  start,
} from '../code.ts';
import type { Names } from '../names.ts';
import { append, Owned } from '../owned.ts';
import { type Frame, Raised, type Run } from '../run.ts';
import { excerpt, isTrue } from '../values.ts';
import { readsInput } from './accumulate.ts';
import type { Context } from './context.ts';

/** The keys of a path, paid for. */
export function paidKeys(path: Path, run: Run): Json[] {
  const keys = keysOf(path);
  run.spend(2 + (keys.length >> 1));
  return keys;
}

/** Calls back with every path that a path expression gives. */
export function eachPath(
  code: Code,
  input: Json,
  frame: Frame,
  emit: (path: readonly Json[], value: Json) => boolean,
): boolean {
  return code.paths(start, input, frame, (path, value) => {
    if (path === lost) throw new Raised(`Invalid path expression with result ${excerpt(value)}`);
    return emit(paidKeys(path, frame.run), value);
  });
}

/** `=`, `|=`, `+=` and their kind. */
export function compileAssign(node: Node & { kind: 'assign' }, names: Names, context: Context): Code {
  const target = context.compile(node.left, names);
  const right = context.compile(node.right, names);
  const place = compilePlace(node.left, names, context);
  if (node.operator === '|=') {
    const modified = modify(target, right);
    if (place !== undefined) modified.accumulate = accumulateModify(place, right);
    return modified;
  }
  const change = changes(node.operator);
  // Assignments by `=` give a path where they change nothing. jq writes the others in jq, and there they never do.
  const paths = (code: Code): Code['paths'] =>
    node.operator === '='
      ? code.paths
      : (_, input, frame) =>
          code.each(input, frame, (state) => {
            throw noPath(state, []);
          });
  const pathless = (code: Code): Code => code.copy(paths(code));
  const assign = (input: Json, frame: Frame, operand: Json): Json => {
    const owned = new Owned();
    let state = input;
    eachPath(target, input, frame, (path) => {
      state = updatePath(state, path, (old) => change(old, operand, frame.run, owned), frame.run, owned);
      return false;
    });
    return state;
  };
  const { one } = right;
  if (one === undefined) {
    return pathless(
      many((input, frame, emit) =>
        right.each(input, frame, (operand) => emit(assign(input, frame, operand))),
      ),
    );
  }
  if (place === undefined) return pathless(single((input, frame) => assign(input, frame, one(input, frame))));
  const reads = readsInput(node.right);
  const accumulate: Accumulate = (state, frame, owned) => {
    const operand = one(state, frame);
    if (reads) owned.leaked(operand);
    const path = place(state, frame);
    return updatePath(state, path, (old) => change(old, operand, frame.run, owned), frame.run, owned);
  };
  const plain: One = (input, frame) => {
    const operand = one(input, frame);
    const update = (old: Json) => change(old, operand, frame.run, undefined);
    return updatePath(input, place(input, frame), update, frame.run);
  };
  const assigned = pathless(single(plain));
  assigned.accumulate = accumulate;
  return assigned;
}

/** The path of `.a`, `.a[$i].b` and their kind, which lead to exactly one place; undefined for any other expression. */
function compilePlace(
  node: Node,
  names: Names,
  context: Context,
): ((input: Json, frame: Frame) => Json[]) | undefined {
  const keys: One[] = [];
  let at = node;
  for (; at.kind === 'index' && !at.optional; at = at.target) {
    const { one } = context.compileBody(at.key, names);
    if (one === undefined) return undefined;
    keys.unshift(one);
  }
  if (at.kind !== 'identity') return undefined;
  return (input, frame) => keys.map((key) => key(input, frame));
}

type Change = (old: Json, operand: Json, run: Run, owned: Owned | undefined) => Json;

function changes(operator: Exclude<(Node & { kind: 'assign' })['operator'], '|='>): Change {
  switch (operator) {
    case '=':
      return (_, operand) => operand;
    case '//=':
      return (old, operand) => (isTrue(old) ? old : operand);
    case '+=':
      return (old, operand, run, owned) =>
        owned === undefined ? add(old, operand, run) : append(old, operand, run, owned);
    case '-=':
    case '*=':
    case '/=':
    case '%=': {
      const operation = operations[operatorOf(operator)];
      return (old, operand, run, owned) => {
        owned?.shown(old);
        return operation(old, operand, run);
      };
    }
  }
}

function operatorOf(operator: '-=' | '*=' | '/=' | '%='): '-' | '*' | '/' | '%' {
  const table = { '-=': '-', '*=': '*', '/=': '/', '%=': '%' } as const;
  return table[operator];
}

/** `target |= update`: the first output counts; where there is none, the path is deleted, after all others are set. */
function modify(target: Code, update: Code): Code {
  const { one, each } = update;
  const modified = (input: Json, frame: Frame): { readonly state: Json; readonly gone: readonly Json[] } => {
    const owned = new Owned();
    let state = input;
    const gone: Json[] = [];
    eachPath(target, input, frame, (path) => {
      if (one !== undefined) {
        const change = (old: Json): Json => {
          owned.shown(old);
          return one(old, frame);
        };
        state = updatePath(state, path, change, frame.run, owned);
        return false;
      }
      const old = getPath(state, path, frame.run);
      owned.shown(old);
      let first: Json | undefined;
      each(old, frame, (output) => {
        first = output;
        return true;
      });
      const found = first;
      if (found === undefined) gone.push(path);
      else state = updatePath(state, path, () => found, frame.run, owned);
      return false;
    });
    return { state, gone };
  };
  return single(
    (input, frame) => {
      const { state, gone } = modified(input, frame);
      return gone.length === 0 ? state : deletePaths(state, gone, frame.run);
    },
    (_, input, frame) => {
      const { state, gone } = modified(input, frame);
      throw noPath(state, gone);
    },
  );
}

/** What jq says of an assignment inside a path expression. */
function noPath(state: Json, gone: readonly Json[]): Raised {
  return new Raised(`Invalid path expression near attempt to access element 0 of ${excerpt([state, gone])}`);
}

/** `place |= update` in a loop; an update that can itself change what it is given does so. */
function accumulateModify(
  place: (input: Json, frame: Frame) => Json[],
  { one, accumulate }: Code,
): Accumulate | undefined {
  if (one === undefined) return undefined;
  return (state, frame, owned) => {
    const change = (old: Json): Json => {
      if (accumulate !== undefined) return accumulate(old, frame, owned);
      owned.shown(old);
      return one(old, frame);
    };
    return updatePath(state, place(state, frame), change, frame.run, owned);
  };
}
