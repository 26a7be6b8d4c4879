import type { Json } from '../../../json/json.ts';
import { deletePaths, get, getPath, setPath } from '../access.ts';
import { type Code, keysOf, lost, many, Path, single, start } from '../code.ts';
import { iteratePaths } from '../compile/access.ts';
import { eachPath, paidKeys } from '../compile/assign.ts';
import { Raised } from '../run.ts';
import { excerpt, isArray, isTrue } from '../values.ts';
import { type Entry, present, valueN } from './define.ts';
import { descend } from './recursion.ts';

function path(body: Code): Code {
  return many((input, frame, emit) => eachPath(body, input, frame, (keys) => emit(keys)));
}

/** Every path below the input, of the values that `wanted` takes. As in jq, it is asked about the input too. */
function paths(wanted: Code | undefined): Code {
  return many((input, frame, emit) =>
    descend.paths(start, input, frame, (path, value) => {
      const give = (): boolean => path !== start && emit(paidKeys(path, frame.run));
      return wanted === undefined ? give() : wanted.each(value, frame, (is) => isTrue(is) && give());
    }),
  );
}

/** Also a path expression: it leads on along the given path. */
function getpath(keys: Code): Code {
  const { one } = keys;
  const follow: Code['paths'] = (path, input, frame, emit) =>
    keys.each(input, frame, (keys) => {
      if (path === lost) {
        throw new Raised(
          `Invalid path expression near attempt to access element ${excerpt(keys)} of ${excerpt(input)}`,
        );
      }
      const found = getPath(input, keys, frame.run);
      const longer = (isArray(keys) ? keys : []).reduce<Path>((up, key) => new Path(up, key), path);
      return emit(longer, found);
    });
  if (one !== undefined) {
    return single((input, frame) => getPath(input, one(input, frame), frame.run), follow);
  }
  return many(
    (input, frame, emit) => keys.each(input, frame, (keys) => emit(getPath(input, keys, frame.run))),
    follow,
  );
}

function collected(body: Code, input: Json, frame: Parameters<Code['each']>[1]): Json[] {
  const found: Json[] = [];
  const { array: most } = frame.run.limits;
  eachPath(body, input, frame, (keys) => {
    if (found.push(keys) > most) frame.run.array(found.length);
    return false;
  });
  return found;
}

/** `pick(f)`: only what the paths lead to. */
function pick(body: Code): Code {
  return single((input, frame) => {
    let picked: Json = null;
    eachPath(body, input, frame, (keys) => {
      picked = setPath(picked, keys, getPath(input, keys, frame.run), frame.run);
      return false;
    });
    return picked;
  });
}

/** `first`, `last`, `nth(n)`: one element, as a path expression too. */
function element(index: Code): Code {
  return many(
    (input, frame, emit) => index.each(input, frame, (key) => emit(get(input, key, frame.run))),
    (path, input, frame, emit) =>
      index.each(input, frame, (key) => {
        if (path === lost) {
          throw new Raised(
            `Invalid path expression near attempt to access element ${excerpt(key)} of ${excerpt(input)}`,
          );
        }
        return emit(new Path(path, key), get(input, key, frame.run));
      }),
  );
}

/** What one more level weighs on the stack. */
const LEVEL = 5;

/** `tostream`: every leaf with its path, and the path of every last one once more to close its container. */
const tostream = many((input, frame, emit) => {
  const visit = (path: Path, value: Json): boolean => {
    frame.run.enter(LEVEL);
    let last: Path | undefined;
    const stopped = iteratePaths(path, value, true, frame.run, (path, item) => {
      last = path;
      return visit(path, item);
    });
    if (stopped) return true;
    const keys = keysOf(path);
    frame.run.spend(2 + keys.length);
    const stop = emit(last === undefined ? [keys, value] : [[...keys, last.key]]);
    frame.run.leave(LEVEL);
    return stop;
  };
  return visit(start, input);
});

export const pathBuiltins: readonly Entry[] = [
  ['path/1', ([body]) => path(present(body))],
  ['paths/0', () => paths(undefined)],
  ['paths/1', ([wanted]) => paths(present(wanted))],
  ['getpath/1', ([keys]) => getpath(present(keys))],
  ['nth/1', ([index]) => element(present(index))],
  ['pick/1', ([body]) => pick(present(body))],
  ['tostream/0', () => tostream],
  [
    'del/1',
    ([body]) =>
      single((input, frame) => deletePaths(input, collected(present(body), input, frame), frame.run)),
  ],
  valueN('setpath', 2, (input, [keys = null, value = null], run) => setPath(input, keys, value, run)),
  valueN('delpaths', 1, (input, [paths = null], run) => deletePaths(input, paths, run)),
];
