import { isObject } from '../../json/json.ts';
import type { Finding } from '../../problem/diagnostic.ts';
import { quote } from '../wording.ts';
import { directives } from './flow.ts';
import { type Check, having, namedItems, type Place } from './subject.ts';

/** Names of tasks and of a switch's cases are unique in their list; tasks are not named as directives are. */
export const checkNames: Check = (subject) => [
  ...having(subject, 'tasks').flatMap((list) => [...duplicates(list, 'task', 'list'), ...reserved(list)]),
  ...having(subject, 'cases').flatMap((cases) => [
    ...duplicates(cases, 'case', 'switch'),
    ...defaults(cases),
  ]),
];

function duplicates(list: Place, item: string, whole: string): Finding[] {
  const seen = new Set<string>();
  return namedItems(list).flatMap(({ name, pointer }) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [{ code: 'duplicate-name', message: `this ${whole} has another ${item} ${quote(name)}`, pointer }];
  });
}

function reserved(list: Place): Finding[] {
  return namedItems(list).flatMap(({ name, pointer }) =>
    directives.includes(name)
      ? [
          {
            code: 'reserved-name',
            message: `a task cannot be named ${quote(name)}, because 'then: ${name}' means something else`,
            pointer,
          },
        ]
      : [],
  );
}

/** A case without `when` is the default. */
function defaults(cases: Place): Finding[] {
  const found = namedItems(cases).filter(({ value }) => isObject(value) && !Object.hasOwn(value, 'when'));
  const [first, ...others] = found;
  return others.map(({ name, pointer }) => ({
    code: 'duplicate-default',
    message: `a switch has one default case; ${quote(name)} is another beside ${quote(first?.name ?? '')}`,
    hint: "give it a 'when'",
    pointer,
  }));
}
