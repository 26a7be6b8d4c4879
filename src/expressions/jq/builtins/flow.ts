import type { Json } from '../../../json/json.ts';
import { add } from '../arithmetic.ts';
import { type Code, type Each, type EachPath, lost, many, perhaps, single } from '../code.ts';
import { itemsOf, iterate, mapped } from '../compile/access.ts';

import { compare, same } from '../order.ts';
import { type Frame, Raised } from '../run.ts';
import { isTrue, wrongTypes } from '../values.ts';
import { combinations, type Entry, present, value } from './define.ts';

const empty = perhaps(
  () => undefined,
  () => false,
);

const fail: Each = (input) => {
  throw new Raised(input);
};
const error = many(fail, (_, input, frame, emit) => fail(input, frame, (value) => emit(_, value)));

function errorOf(body: Code): Code {
  return many(
    (input, frame) =>
      body.each(input, frame, (value) => {
        throw new Raised(value);
      }),
    (_, input, frame) =>
      body.each(input, frame, (value) => {
        throw new Raised(value);
      }),
  );
}

function select(condition: Code): Code {
  const { one } = condition;
  const paths: EachPath = (path, input, frame, emit) =>
    condition.each(input, frame, (value) => isTrue(value) && emit(path, input));
  if (one !== undefined) {
    return perhaps((input, frame) => (isTrue(one(input, frame)) ? input : undefined), paths);
  }
  return many(
    (input, frame, emit) => condition.each(input, frame, (value) => isTrue(value) && emit(input)),
    paths,
  );
}

function map(body: Code): Code {
  const { most } = body;
  if (most !== undefined) {
    return single((input, frame) => {
      const outputs = mapped(itemsOf(input, false, frame.run), most, frame);
      frame.run.array(outputs.length);
      return outputs;
    });
  }
  return single((input, frame) => {
    const outputs: Json[] = [];
    const { run } = frame;
    const { array } = run.limits;
    const push = (output: Json) => {
      if (outputs.push(output) > array) run.array(outputs.length);
      return false;
    };
    iterate(input, false, run, (item) => body.each(item, frame, push));
    run.spend(outputs.length >> 3);
    return outputs;
  });
}

/** Stops a generator after some outputs without stopping what takes them. */
function take(count: number, body: Code): Code {
  return many(
    (input, frame, emit) => {
      let left = count;
      let stopped = false;
      body.each(input, frame, (value) => {
        left--;
        stopped = emit(value);
        return stopped || left <= 0;
      });
      return stopped;
    },
    (path, input, frame, emit) => {
      let left = count;
      let stopped = false;
      body.paths(path, input, frame, (path, value) => {
        left--;
        stopped = emit(path, value);
        return stopped || left <= 0;
      });
      return stopped;
    },
  );
}

function drop(count: number, body: Code): Code {
  return many(
    (input, frame, emit) => {
      let left = count;
      return body.each(input, frame, (value) => --left < 0 && emit(value));
    },
    (path, input, frame, emit) => {
      let left = count;
      return body.paths(path, input, frame, (path, value) => --left < 0 && emit(path, value));
    },
  );
}

/** A builtin with a number first: its code is made for each output of the number. */
function counted(count: Code, body: Code, make: (count: number) => Code, negative: string): Code {
  const of = (value: Json): Code => {
    if (typeof value === 'number' && value >= 0) return make(value);
    if (typeof value !== 'object' && typeof value !== 'string') throw new Raised(negative);
    if (value === null) throw new Raised(negative);
    return uncountable(value, body);
  };
  return many(
    (input, frame, emit) => count.each(input, frame, (value) => of(value).each(input, frame, emit)),
    (path, input, frame, emit) =>
      count.each(input, frame, (value) => of(value).paths(path, input, frame, emit)),
  );
}

/** What is no number is above all numbers, so that counting it down fails at the first output. */
function uncountable(count: Json, body: Code): Code {
  return many(
    (input, frame, emit) =>
      body.each(input, frame, () => {
        throw wrongTypes(count, 1, 'cannot be subtracted');
      }) && emit(input),
  );
}

function last(body: Code): Code {
  return many(
    (input, frame, emit) => {
      let held: Json | undefined;
      body.each(input, frame, (value) => {
        held = value;
        return false;
      });
      return held !== undefined && emit(held);
    },
    (path, input, frame, emit) => {
      let held: (() => boolean) | undefined;
      body.each(input, frame, (value) => {
        held = () => emit(value === input ? path : lost, value);
        return false;
      });
      return held?.() ?? false;
    },
  );
}

/** True as soon as one output is. Works for `any`; `all` is its mirror. */
function quantify(generator: Code | undefined, condition: Code | undefined, decides: boolean): Code {
  const judge = (item: Json, frame: Frame): boolean => {
    if (condition === undefined) return isTrue(item) === decides;
    return condition.each(item, frame, (value) => isTrue(value) === decides);
  };
  return single((input, frame) => {
    const decided =
      generator === undefined
        ? iterate(input, false, frame.run, (item) => judge(item, frame))
        : generator.each(input, frame, (item) => judge(item, frame));
    return decided === decides;
  });
}

/** Not-a-number is never reached: counting up to it, or from it, has no end. */
function range(from: Json, to: Json, frame: Frame, emit: (value: Json) => boolean): boolean {
  if (typeof from !== 'number' || typeof to !== 'number') throw new Raised('Range bounds must be numeric');
  for (let at = from; !(at >= to); at++) {
    frame.run.step();
    if (emit(at)) return true;
  }
  return false;
}

/** `range/3` counts in whatever can be compared and added. */
function stride(from: Json, to: Json, by: Json, frame: Frame, emit: (value: Json) => boolean): boolean {
  const { run } = frame;
  const direction = compare(by, 0, run);
  if (direction === 0) return false;
  for (let at = from; compare(at, to, run) * direction < 0; at = add(at, by, run)) {
    run.step();
    if (emit(at)) return true;
  }
  return false;
}

function ranging(args: readonly Code[]): Code {
  return many((input, frame, emit) =>
    combinations(args, 'first', input, frame, (values) => {
      const [first = 0, second, third] = values;
      if (second === undefined) return range(0, first, frame, emit);
      return third === undefined
        ? range(first, second, frame, emit)
        : stride(first, second, third, frame, emit);
    }),
  );
}

/** `IN`: whether any output of one equals any of the other. */
function within(source: Code | undefined, candidates: Code): Code {
  return single((input, frame) => {
    const equals = (value: Json) => (item: Json) => same(item, value, frame.run);
    if (source === undefined) return candidates.each(input, frame, equals(input));
    // As in `source == candidates`, the right side varies slowest.
    return candidates.each(input, frame, (item) => source.each(input, frame, equals(item)));
  });
}

export const flowBuiltins: readonly Entry[] = [
  ['empty/0', () => empty],
  ['error/0', () => error],
  ['error/1', ([body]) => errorOf(present(body))],
  value('not', (input) => !isTrue(input)),
  ['select/1', ([condition]) => select(present(condition))],
  ['map/1', ([body]) => map(present(body))],
  ['first/1', ([body]) => take(1, present(body))],
  ['last/1', ([body]) => last(present(body))],
  [
    'limit/2',
    ([count, body]) =>
      counted(
        present(count),
        present(body),
        (number) => (number > 0 ? take(number, present(body)) : empty),
        "limit doesn't support negative count",
      ),
  ],
  [
    'skip/2',
    ([count, body]) =>
      counted(
        present(count),
        present(body),
        (number) => (number > 0 ? drop(number, present(body)) : present(body)),
        "skip doesn't support negative count",
      ),
  ],
  [
    'nth/2',
    ([count, body]) =>
      counted(
        present(count),
        present(body),
        (number) => take(1, drop(number, present(body))),
        "nth doesn't support negative indices",
      ),
  ],
  ['isempty/1', ([body]) => single((input, frame) => !present(body).each(input, frame, () => true))],
  ['any/0', () => quantify(undefined, undefined, true)],
  ['any/1', ([condition]) => quantify(undefined, present(condition), true)],
  ['any/2', ([generator, condition]) => quantify(present(generator), present(condition), true)],
  ['all/0', () => quantify(undefined, undefined, false)],
  ['all/1', ([condition]) => quantify(undefined, present(condition), false)],
  ['all/2', ([generator, condition]) => quantify(present(generator), present(condition), false)],
  ['range/1', ranging],
  ['range/2', ranging],
  ['range/3', ranging],
  ['IN/1', ([candidates]) => within(undefined, present(candidates))],
  ['IN/2', ([source, candidates]) => within(present(source), present(candidates))],
];
