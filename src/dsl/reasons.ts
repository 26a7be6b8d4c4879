import { isObject } from '../json/json.ts';
import { join, type Pointer } from '../json/pointer.ts';
import type { Finding } from '../problem/diagnostic.ts';
import { nearest } from '../problem/nearest.ts';
import type { Reason } from './schema/build.ts';
import { taskKinds } from './schema/tasks/index.ts';
import { alternatives, quote, together } from './wording.ts';

/** The words for what the schema refuses by `reason`. */
export function explain(reason: unknown, value: unknown, pointer: Pointer): Finding {
  const keys = isObject(value) ? Object.keys(value) : [];
  return (
    explanations.get(reason)?.(keys, pointer) ?? {
      code: 'invalid-value',
      message: 'this is not allowed here',
      pointer,
    }
  );
}

type Explain = (keys: readonly string[], pointer: Pointer) => Finding;

const explanations: ReadonlyMap<unknown, Explain> = new Map<Reason, Explain>([
  ['task-kind', explainTaskKind],
  ['task-item', explainTaskItem],
  [
    'secret-alone',
    (_keys, pointer) => ({
      code: 'conflicting-keys',
      message: "'use' stands alone: the secret that it names holds everything else",
      pointer: join(pointer, 'use'),
    }),
  ],
  [
    'no-target',
    (_keys, pointer) => ({
      code: 'missing-key',
      message: "an A2A call needs 'agentCard' or 'server' to say whom it calls",
      pointer,
    }),
  ],
  [
    'cleanup-after',
    (_keys, pointer) => ({
      code: 'misplaced-key',
      message: "'after' is allowed only with cleanup 'eventually'",
      pointer: join(pointer, 'after'),
    }),
  ],
]);

function explainTaskKind(keys: readonly string[], pointer: Pointer): Finding {
  const given = keys.filter((key) => taskKinds.includes(key));
  if (given.length > 1) {
    return { code: 'task-kind', message: `a task is of one kind; this one has ${together(given)}`, pointer };
  }
  for (const key of keys) {
    const meant = nearest(key, taskKinds);
    if (meant === undefined) continue;
    const hint = `did you mean ${quote(meant)} in place of ${quote(key)}?`;
    return { code: 'task-kind', message: 'this task has no kind', hint, pointer };
  }
  const hint = `it needs one of the keys ${alternatives(taskKinds)}`;
  return { code: 'task-kind', message: 'this task has no kind', hint, pointer };
}

function explainTaskItem(keys: readonly string[], pointer: Pointer): Finding {
  if (keys.length === 0)
    return { code: 'task-item', message: 'this item of a list of tasks is empty', pointer };
  return {
    code: 'task-item',
    message: `an item of a list of tasks has one key, the task's name; this one has ${together(keys)}`,
    hint: "begin each task with '- ', and indent its own keys below its name",
    pointer,
  };
}
