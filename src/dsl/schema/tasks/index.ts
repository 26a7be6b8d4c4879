import { having, reference, refuse, type Schema } from '../build.ts';
import { base } from './base.ts';
import { callTask } from './call.ts';
import { doTask } from './do.ts';
import { emitTask } from './emit.ts';
import { forTask } from './for.ts';
import { forkTask } from './fork.ts';
import { listenTask } from './listen.ts';
import { raiseTask } from './raise.ts';
import { runTask } from './run.ts';
import { setTask } from './set.ts';
import { switchTask } from './switch.ts';
import { tryTask } from './try.ts';
import { waitTask } from './wait.ts';

const kinds: Readonly<Record<string, Schema>> = {
  call: callTask,
  do: doTask,
  emit: emitTask,
  for: forTask,
  fork: forkTask,
  listen: listenTask,
  raise: raiseTask,
  run: runTask,
  set: setTask,
  switch: switchTask,
  try: tryTask,
  wait: waitTask,
};

/** The keys that tell a task's kind. `do` beside `for` belongs to the loop. */
export const taskKinds: readonly string[] = Object.keys(kinds);

function isKind(kind: string): Schema {
  return kind === 'do' ? { required: ['do'], not: { required: ['for'] } } : { required: [kind] };
}

/** One task: the key of its kind chooses the schema that it is judged by. */
const task: Schema = {
  title: 'a task',
  type: 'object',
  properties: base,
  if: { type: 'object' },
  then: {
    if: { oneOf: taskKinds.map(isKind) },
    then: {
      allOf: taskKinds.map((kind) => ({ if: isKind(kind), then: reference(`${kind}Task`) })),
    },
    else: refuse('task-kind'),
  },
};

const tasks: Schema = having('tasks', {
  title: 'a list of tasks',
  type: 'array',
  items: {
    title: 'an item of a list of tasks',
    type: 'object',
    if: { minProperties: 1, maxProperties: 1 },
    then: { additionalProperties: reference('task') },
    else: refuse('task-item'),
  },
});

export const taskDefinitions: Readonly<Record<string, Schema>> = {
  task,
  tasks,
  ...Object.fromEntries(taskKinds.map((kind) => [`${kind}Task`, kinds[kind] ?? {}])),
};
