import type { Json } from '../../../json/json.ts';
import { negate, operations } from '../arithmetic.ts';
import type { Node } from '../ast.ts';
import {
  type Code,
  constant,
  type EachPath,
  type List,
  type Most,
  many,
  type One,
  perhaps,
  single,
} from '../code.ts';
import type { Names } from '../names.ts';
import { Raised, type Run } from '../run.ts';
import { isTrue } from '../values.ts';
import { mapped } from './access.ts';
import { accumulatingBoth, appending } from './accumulate.ts';
import type { Context } from './context.ts';
import { tailAfter } from './tail.ts';

type Pair<Kind> = Node & { kind: Kind };

/** `left | right`. */
export function compilePipe(node: Pair<'pipe'>, names: Names, context: Context): Code {
  const left = context.compile(node.left, names);
  const right = context.compile(node.right, names);
  const { one: first } = left;
  const { one: second } = right;
  const paths: Code['paths'] = (path, input, frame, emit) =>
    left.paths(path, input, frame, (path, value) => right.paths(path, value, frame, emit));
  if (first === undefined || second === undefined) return pipe(left, right, paths);
  const piped = single((input, frame) => second(first(input, frame), frame), paths, tailAfter(left, right));
  piped.accumulate = accumulatingBoth(left, right);
  return piped;
}

/** A pipe that may have no output, or several. */
function pipe(left: Code, right: Code, paths: EachPath): Code {
  const { most: first } = left;
  const { most: second } = right;
  if (first !== undefined && second !== undefined) {
    return perhaps((input, frame) => {
      const value = first(input, frame);
      return value === undefined ? undefined : second(value, frame);
    }, paths);
  }
  if (first !== undefined) {
    const { each: rest, list } = right;
    const piped = many(
      (input, frame, emit) => {
        const value = first(input, frame);
        return value !== undefined && rest(value, frame, emit);
      },
      paths,
      tailAfter(left, right),
    );
    if (list !== undefined) piped.list = listAfter(first, list);
    return piped;
  }
  const { each, list } = left;
  if (second === undefined) {
    const { each: rest } = right;
    return many((input, frame, emit) => each(input, frame, (value) => rest(value, frame, emit)), paths);
  }
  const piped = many(
    (input, frame, emit) =>
      each(input, frame, (value) => {
        const output = second(value, frame);
        return output !== undefined && emit(output);
      }),
    paths,
  );
  if (list !== undefined) piped.list = listOfEach(list, second);
  return piped;
}

function listAfter(first: Most, list: List): List {
  return (input, frame) => {
    const value = first(input, frame);
    return value === undefined ? [] : list(value, frame);
  };
}

function listOfEach(list: List, then: Most): List {
  return (input, frame) => mapped(list(input, frame), then, frame);
}

/** `left, right`. */
export function compileComma(node: Pair<'comma'>, names: Names, context: Context): Code {
  const left = context.compile(node.left, names);
  const right = context.compile(node.right, names);
  const { tail } = right;
  return many(
    (input, frame, emit) => left.each(input, frame, emit) || right.each(input, frame, emit),
    (path, input, frame, emit) =>
      left.paths(path, input, frame, emit) || right.paths(path, input, frame, emit),
    tail && ((input, frame, emit) => left.each(input, frame, emit) || tail(input, frame, emit)),
  );
}

/** `left // right`: the true outputs of the left; the right where there are none. Errors of the left are errors. */
export function compileAlternative(node: Pair<'alternative'>, names: Names, context: Context): Code {
  const left = context.compile(node.left, names);
  const right = context.compile(node.right, names);
  const paths: Code['paths'] = (path, input, frame, emit) => {
    let found = false;
    const stopped = left.paths(path, input, frame, (path, value) => {
      if (!isTrue(value)) return false;
      found = true;
      return emit(path, value);
    });
    return found ? stopped : right.paths(path, input, frame, emit);
  };
  const { most: first } = left;
  const { one, most: second } = right;
  if (first !== undefined && one !== undefined) {
    return single((input, frame) => {
      const value = first(input, frame);
      return value !== undefined && isTrue(value) ? value : one(input, frame);
    }, paths);
  }
  if (first !== undefined && second !== undefined) {
    return perhaps((input, frame) => {
      const value = first(input, frame);
      return value !== undefined && isTrue(value) ? value : second(input, frame);
    }, paths);
  }
  return many((input, frame, emit) => {
    let found = false;
    const stopped = left.each(input, frame, (value) => {
      if (!isTrue(value)) return false;
      found = true;
      return emit(value);
    });
    return found ? stopped : right.each(input, frame, emit);
  }, paths);
}

/** Steps for catching an error, which is slow in JavaScript. */
export const CATCH = 25;

/**
 * Runs a filter and passes over the error that it raises itself, then behaves as if it had ended. What its outputs
 * lead to runs inside `watch`, and errors from there go on.
 */
export function guarded(
  run: Run,
  body: (watch: (then: () => boolean) => boolean) => boolean,
  caught?: (value: Json) => boolean,
): boolean {
  const { depth } = run;
  let outside = false;
  try {
    return body((then) => {
      outside = true;
      const stop = then();
      outside = false;
      return stop;
    });
  } catch (error) {
    if (outside || !(error instanceof Raised)) throw error;
    run.unwind(depth);
    run.spend(CATCH);
    return caught?.(error.value) ?? false;
  }
}

/** `left and right`, `left or right`. The right is not looked at where the left decides. */
export function compileLogic(node: Pair<'and' | 'or'>, names: Names, context: Context): Code {
  const left = context.compile(node.left, names);
  const right = context.compile(node.right, names);
  const decides = node.kind === 'or';
  const { one: first } = left;
  const { one: second } = right;
  if (first !== undefined && second !== undefined) {
    return decides
      ? single((input, frame) => isTrue(first(input, frame)) || isTrue(second(input, frame)))
      : single((input, frame) => isTrue(first(input, frame)) && isTrue(second(input, frame)));
  }
  return many((input, frame, emit) =>
    left.each(input, frame, (value) =>
      isTrue(value) === decides ? emit(decides) : right.each(input, frame, (other) => emit(isTrue(other))),
    ),
  );
}

/** Arithmetic and comparison. The right operand varies slowest, as in jq. */
export function compileBinary(node: Pair<'binary'>, names: Names, context: Context): Code {
  const left = context.compile(node.left, names);
  const right = context.compile(node.right, names);
  const operation = operations[node.operator];
  const { one: first } = left;
  const { one: second } = right;
  if (first === undefined || second === undefined) {
    return many((input, frame, emit) =>
      right.each(input, frame, (b) => left.each(input, frame, (a) => emit(operation(a, b, frame.run)))),
    );
  }
  const computed = single(
    numeric(node.operator, first, second) ??
      ((input, frame) => {
        const b = second(input, frame);
        return operation(first(input, frame), b, frame.run);
      }),
  );
  if (node.operator === '+' && node.left.kind === 'identity')
    computed.accumulate = appending(node.right, right);
  return computed;
}

/** The operators most used on numbers, with a short cut for these. */
function numeric(operator: string, first: One, second: One): One | undefined {
  const { '+': add, '-': subtract, '*': multiply, '==': equal, '<': less, '>': more } = operations;
  switch (operator) {
    case '+':
      return (input, frame) => {
        const b = second(input, frame);
        const a = first(input, frame);
        return typeof a === 'number' && typeof b === 'number'
          ? frame.run.calculated(a + b)
          : add(a, b, frame.run);
      };
    case '-':
      return (input, frame) => {
        const b = second(input, frame);
        const a = first(input, frame);
        return typeof a === 'number' && typeof b === 'number'
          ? frame.run.calculated(a - b)
          : subtract(a, b, frame.run);
      };
    case '*':
      return (input, frame) => {
        const b = second(input, frame);
        const a = first(input, frame);
        return typeof a === 'number' && typeof b === 'number'
          ? frame.run.calculated(a * b)
          : multiply(a, b, frame.run);
      };
    case '==':
      return (input, frame) => {
        const b = second(input, frame);
        const a = first(input, frame);
        return typeof a === 'number' || typeof b === 'number' ? a === b : equal(a, b, frame.run);
      };
    case '<':
      return (input, frame) => {
        const b = second(input, frame);
        const a = first(input, frame);
        return typeof a === 'number' && typeof b === 'number'
          ? a < b || Number.isNaN(a)
          : less(a, b, frame.run);
      };
    case '>':
      return (input, frame) => {
        const b = second(input, frame);
        const a = first(input, frame);
        return typeof a === 'number' && typeof b === 'number'
          ? a > b || (Number.isNaN(b) && !Number.isNaN(a))
          : more(a, b, frame.run);
      };
    default:
      return undefined;
  }
}

/** `-term`. */
export function compileNegate(node: Node & { kind: 'negate' }, names: Names, context: Context): Code {
  const body = context.compile(node.body, names);
  const { one } = body;
  if (typeof body.constant === 'number') return constant(negate(body.constant));
  if (one !== undefined) return single((input, frame) => negate(one(input, frame)));
  return many((input, frame, emit) => body.each(input, frame, (value) => emit(negate(value))));
}
