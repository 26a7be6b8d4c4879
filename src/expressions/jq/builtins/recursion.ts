import type { Json } from '../../../json/json.ts';
import { type Code, type Emit, type EmitPath, many, type Path, start } from '../code.ts';
import { iterate, iteratePaths } from '../compile/access.ts';
import { type Frame, Raised, type Run } from '../run.ts';
import { isTrue } from '../values.ts';
import { type Entry, present } from './define.ts';

/** `..`: the input and everything in it, depth first. */
export const descend: Code = many(
  (input, frame, emit) => everything(input, frame.run, emit),
  (path, input, frame, emit) => everyPath(path, input, frame.run, emit),
);

/** Calls that are open for every level of a value, or of what a filter makes of it. */
const LEVEL = 5;

function everything(value: Json, run: Run, emit: Emit): boolean {
  if (emit(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  run.enter(LEVEL);
  const stop = iterate(value, true, run, (item) => everything(item, run, emit));
  run.leave(LEVEL);
  return stop;
}

function everyPath(path: Path, value: Json, run: Run, emit: EmitPath): boolean {
  if (emit(path, value)) return true;
  run.enter(LEVEL);
  const stop = iteratePaths(path, value, true, run, (path, item) => everyPath(path, item, run, emit));
  run.leave(LEVEL);
  return stop;
}

/**
 * Visits a value and, depth first, what `next` makes of it. The last output of every step is followed in a loop and
 * not by a call, so that a chain of any length needs no stack.
 */
function follow<T>(
  first: T,
  run: Run,
  emit: (item: T) => boolean,
  next: (item: T, found: (item: T) => boolean) => boolean,
): boolean {
  let current: { readonly item: T } | undefined = { item: first };
  while (current !== undefined) {
    run.step();
    const { item }: { readonly item: T } = current;
    if (emit(item)) return true;
    let held: { readonly item: T } | undefined;
    const flush = (): boolean => {
      const waiting = held;
      held = undefined;
      if (waiting === undefined) return false;
      run.enter(FOLLOWED);
      const stop = follow(waiting.item, run, emit, next);
      run.leave(FOLLOWED);
      return stop;
    };
    try {
      const stopped = next(item, (found) => {
        if (flush()) return true;
        held = { item: found };
        return false;
      });
      if (stopped) return true;
    } catch (error) {
      // What came before the error is visited before it.
      if (error instanceof Raised && flush()) return true;
      throw error;
    }
    current = held;
  }
  return false;
}

/** Calls from one `follow` to the next. What the step itself has open is not known here, so this is rather too high. */
const FOLLOWED = 20;

interface Place {
  readonly path: Path;
  readonly value: Json;
}

/**
 * `recurse(f)`, `recurse(f; c)`, `while(c; f)`: the input, then what `step` makes of each output in turn, as long as
 * `goesOn` holds. `first` says whether it is asked about the input too.
 */
function recursion(step: Code, goesOn: Code | undefined, first: 'taken' | 'asked'): Code {
  const wanted = (value: Json, frame: Frame, then: () => boolean): boolean =>
    goesOn === undefined ? then() : goesOn.each(value, frame, (is) => isTrue(is) && then());
  const loop = (place: Place, frame: Frame, emit: EmitPath, withPaths: boolean): boolean =>
    (first === 'taken' ? always : wanted)(place.value, frame, () =>
      follow<Place>(
        place,
        frame.run,
        ({ path, value }) => emit(path, value),
        ({ path, value }, found) => {
          const check = (path: Path, next: Json) => wanted(next, frame, () => found({ path, value: next }));
          return withPaths
            ? step.paths(path, value, frame, check)
            : step.each(value, frame, (next) => check(path, next));
        },
      ),
    );
  return many(
    (input, frame, emit) => loop({ path: start, value: input }, frame, (_, value) => emit(value), false),
    (path, input, frame, emit) => loop({ path, value: input }, frame, emit, true),
  );
}

function always(_: Json, __: Frame, then: () => boolean): boolean {
  return then();
}

/** `until(done; f)`. */
function until(done: Code, step: Code): Code {
  const visit = (place: Place, frame: Frame, emit: EmitPath, withPaths: boolean): boolean =>
    follow<Place>(
      place,
      frame.run,
      () => false,
      ({ path, value }, found) =>
        done.each(value, frame, (is) => {
          if (isTrue(is)) return emit(path, value);
          return withPaths
            ? step.paths(path, value, frame, (path, next) => found({ path, value: next }))
            : step.each(value, frame, (next) => found({ path, value: next }));
        }),
    );
  return many(
    (input, frame, emit) => visit({ path: start, value: input }, frame, (_, value) => emit(value), false),
    (path, input, frame, emit) => visit({ path, value: input }, frame, emit, true),
  );
}

/** `repeat(f)`: the outputs of `f`, again and again. */
function repeat(body: Code): Code {
  return many(
    (input, frame, emit) => {
      for (;;) {
        frame.run.step();
        if (body.each(input, frame, emit)) return true;
      }
    },
    (path, input, frame, emit) => {
      for (;;) {
        frame.run.step();
        if (body.paths(path, input, frame, emit)) return true;
      }
    },
  );
}

export const recursionBuiltins: readonly Entry[] = [
  ['recurse/0', () => descend],
  ['recurse/1', ([step]) => recursion(present(step), undefined, 'taken')],
  ['recurse/2', ([step, goesOn]) => recursion(present(step), present(goesOn), 'taken')],
  ['while/2', ([goesOn, step]) => recursion(present(step), present(goesOn), 'asked')],
  ['repeat/1', ([body]) => repeat(present(body))],
  ['until/2', ([done, step]) => until(present(done), present(step))],
];
