import type { Json } from '../../../json/json.ts';
import { type Code, many, type One, single } from '../code.ts';
import type { Run } from '../run.ts';

/** Makes the code of a call of a builtin from the code of its arguments. */
export type Builtin = (args: readonly Code[]) => Code;

/** A builtin's name and arity (`map/1`), and what it does. */
export type Entry = readonly [string, Builtin];

/** Steps of a call, besides those for what it handles. Builtins whose every call takes long name more. */
const CHEAP = 1;

/** A function of the input alone. */
export function value(name: string, compute: (input: Json, run: Run) => Json, cost = CHEAP): Entry {
  const code = single((input, { run }) => {
    run.spend(cost);
    return compute(input, run);
  });
  return [`${name}/0`, () => code];
}

/** A function of the input and one argument, called for each of the argument's outputs. */
export function value1(name: string, compute: (input: Json, a: Json, run: Run) => Json, cost = CHEAP): Entry {
  const paid = (input: Json, a: Json, run: Run) => {
    run.spend(cost);
    return compute(input, a, run);
  };
  return [
    `${name}/1`,
    ([a]) => {
      const first = present(a);
      const { one } = first;
      if (one !== undefined) return single((input, frame) => paid(input, one(input, frame), frame.run));
      return many((input, frame, emit) => first.each(input, frame, (a) => emit(paid(input, a, frame.run))));
    },
  ];
}

/** A function of the input and some arguments, for every combination of their outputs. */
export function valueN(
  name: string,
  arity: number,
  compute: (input: Json, args: readonly Json[], run: Run) => Json,
  /** Which argument varies slowest: the last for what jq builds in, the first for what it defines in jq. */
  slowest: 'first' | 'last' = 'last',
  cost = CHEAP,
): Entry {
  const paid = (input: Json, args: readonly Json[], run: Run) => {
    run.spend(cost);
    return compute(input, args, run);
  };
  return [
    `${name}/${arity}`,
    (args) => {
      const ones = args.flatMap((arg) => arg.one ?? []);
      if (ones.length === arity) {
        return single((input, frame) => paid(input, evaluated(ones, slowest, input, frame), frame.run));
      }
      return many((input, frame, emit) =>
        combinations(args, slowest, input, frame, (values) => emit(paid(input, values, frame.run))),
      );
    },
  ];
}

/** The slowest argument is evaluated first, so its error is the one that is seen. */
function evaluated(
  ones: readonly One[],
  slowest: 'first' | 'last',
  input: Json,
  frame: Parameters<One>[1],
): Json[] {
  if (slowest === 'first') return ones.map((one) => one(input, frame));
  return ones.reduceRight<Json[]>((values, one) => {
    values.unshift(one(input, frame));
    return values;
  }, []);
}

/** Every combination of the outputs of several filters. */
export function combinations(
  args: readonly Code[],
  slowest: 'first' | 'last',
  input: Json,
  frame: Parameters<One>[1],
  then: (values: readonly Json[]) => boolean,
): boolean {
  const values: Json[] = args.map(() => null);
  const step = (done: number): boolean => {
    if (done === args.length) return then([...values]);
    const index = slowest === 'first' ? done : args.length - 1 - done;
    return present(args[index]).each(input, frame, (value) => {
      values[index] = value;
      return step(done + 1);
    });
  };
  return step(0);
}

/** An argument that the arity promises. */
export function present(arg: Code | undefined): Code {
  if (arg === undefined) throw new Error('a builtin was called with too few arguments');
  return arg;
}
