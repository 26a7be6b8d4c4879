import type { Json } from '../../json/json.ts';
import type { Pointer } from '../../json/pointer.ts';
import type { Finding } from '../../problem/diagnostic.ts';
import { nearest } from '../../problem/nearest.ts';
import { quote } from '../wording.ts';
import { type Check, having, namedItems } from './subject.ts';

/** The directives that are not names of tasks. */
export const directives: readonly string[] = ['continue', 'exit', 'end'];

/**
 * `then` of a task, a `catch` and a switch's case goes to a task of the list that its task is in. Branches of a fork
 * and a function's task have no list to go on in.
 */
export const checkFlow: Check = (subject) => {
  const lists = new Map(
    having(subject, 'tasks').map((list) => [list.pointer, new Set(namedItems(list).map(({ name }) => name))]),
  );
  const branches = new Set(having(subject, 'branches').map(({ pointer }) => pointer));
  return having(subject, 'directive').flatMap(({ pointer, value }) => {
    if (typeof value !== 'string' || directives.includes(value)) return [];
    const list = innermost(pointer, lists);
    if (list === undefined || branches.has(list)) return [withoutList(pointer, value, list)];
    const names = lists.get(list) ?? new Set();
    return names.has(value) ? [] : [unknownTarget(pointer, value, names, lists)];
  });
};

/** The list whose task holds the node. */
function innermost(pointer: Pointer, lists: ReadonlyMap<Pointer, unknown>): Pointer | undefined {
  let ancestor = pointer;
  while (ancestor !== '') {
    ancestor = ancestor.slice(0, ancestor.lastIndexOf('/'));
    if (lists.has(ancestor)) return ancestor;
  }
  return undefined;
}

function withoutList(pointer: Pointer, target: Json, list: Pointer | undefined): Finding {
  const who = list === undefined ? 'the task of a function' : 'a branch of a fork';
  return {
    code: 'then-target',
    message: `${who} cannot go on at ${quote(String(target))}`,
    hint: "only 'continue', 'exit' and 'end' make sense here",
    pointer,
  };
}

function unknownTarget(
  pointer: Pointer,
  target: string,
  names: ReadonlySet<string>,
  lists: ReadonlyMap<Pointer, ReadonlySet<string>>,
): Finding {
  if ([...lists.values()].some((others) => others.has(target))) {
    return {
      code: 'then-target',
      message: `${quote(target)} is a task of another list; 'then' stays within its own`,
      hint: "use 'exit' to leave this list, and decide outside of it where to go on",
      pointer,
    };
  }
  const meant = nearest(target, [...names, ...directives]);
  return {
    code: 'then-target',
    message: `there is no task ${quote(target)} in this list`,
    ...(meant === undefined ? {} : { hint: `did you mean ${quote(meant)}?` }),
    pointer,
  };
}
