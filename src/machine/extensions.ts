import type { TaskDefinition, TaskList } from '../dsl/model.ts';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { join, type Pointer } from '../json/pointer.ts';
import type { Activation } from './activation.ts';
import { baseVariables, type Compiler } from './compiler.ts';
import type { Behaviour, Formula, Next, Sequence } from './machine.ts';
import { describeSequence } from './tasks/describe.ts';
import { isTrue } from './truth.ts';

/** One of `use.extensions`, compiled. Its lists are compiled once and shared by all tasks that it extends. */
export interface Extension {
  readonly name: string;
  readonly extend: string;
  readonly when?: Formula;
  readonly before?: Sequence;
  readonly after?: Sequence;
}

/** Tasks that are made of tasks: what `extend: composite` means. */
const composites = ['do', 'fork', 'for', 'try'];

/** Compiles the extensions of a definition, in declaration order; `list` compiles a list of tasks. */
export function compileExtensions(
  definitions: readonly JsonObject[],
  compiler: Compiler,
  list: (tasks: TaskList, pointer: Pointer) => Sequence,
): readonly Extension[] {
  return definitions.flatMap((item, index) =>
    Object.entries(item).flatMap(([name, definition]): Extension[] => {
      if (!isObject(definition)) return [];
      const pointer = join('/use/extensions', index, name);
      const { extend, when } = definition;
      const tasks = (side: 'before' | 'after') => {
        const given = definition[side];
        // The schema has judged it: a list of tasks.
        return given === undefined ? {} : { [side]: list(given as unknown as TaskList, join(pointer, side)) };
      };
      return [
        {
          name,
          extend: String(extend),
          ...(typeof when === 'string'
            ? { when: compiler.expression(when, join(pointer, 'when'), baseVariables) }
            : {}),
          ...tasks('before'),
          ...tasks('after'),
        },
      ];
    }),
  );
}

/** The extensions that are meant for a task, the outermost first. */
export function extensionsOf(task: TaskDefinition, extensions: readonly Extension[]): readonly Extension[] {
  return extensions.filter(
    ({ extend }) =>
      extend === 'all' ||
      extend in task ||
      (extend === 'composite' && composites.some((kind) => kind in task)),
  );
}

/** Where the extended task itself is in the table of states. No pointer has a `~` before anything but 0 and 1. */
export function coreOf(pointer: Pointer): Pointer {
  return `${pointer}~extended`;
}

/**
 * A task with its extensions around it, the first declared outermost:
 *
 *   in: when? before ─► in of the next layer … ─► the task ─► after of the innermost … ─► after of the outermost
 *              └─ exit ─► the layers around it go on with what `before` put out; the task does not run
 *
 * What `before` puts out is the task's raw input, what `after` puts out its output. `$task` in an extension is the
 * extended task. An extension whose `when` fails is not applied: it is a filter over tasks of many shapes.
 */
export function compileExtended(
  core: Pointer,
  layers: readonly Extension[],
  task: Pick<Behaviour, 'kind' | 'describe'>,
): Behaviour {
  /** Goes in from a layer on; `active` are the layers whose `after` is to run. */
  function goIn(activation: Activation, from: number, active: readonly number[], data: Json): void {
    for (const [layer, extension] of layers.entries()) {
      if (layer < from) continue;
      activation.bind({ task: describeTask(activation) });
      if (extension.when !== undefined && !holds(activation, extension, extension.when, data)) continue;
      if (extension.before !== undefined) {
        activation.remember({ phase: 'before', layer, active: [...active, layer] });
        activation.enter(extension.before, data);
        return;
      }
      goIn(activation, layer + 1, [...active, layer], data);
      return;
    }
    activation.bind({});
    activation.remember({ phase: 'task', active });
    activation.enterChild(core, data);
  }

  function goOut(
    activation: Activation,
    active: readonly number[],
    data: Json,
    next: Next | undefined,
  ): void {
    const layer = active.at(-1);
    if (layer === undefined) {
      activation.complete(data, next);
      return;
    }
    const rest = active.slice(0, -1);
    const after = layers[layer]?.after;
    if (after === undefined) {
      goOut(activation, rest, data, next);
      return;
    }
    activation.bind({ task: { ...describeTask(activation), output: data } });
    activation.remember({
      phase: 'after',
      active: rest,
      ...(next === undefined ? {} : { next: { ...next } }),
    });
    activation.enter(after, data);
  }

  return {
    kind: task.kind,
    enter(activation) {
      if (activation.inExtension) goIn(activation, layers.length, [], activation.data);
      else goIn(activation, 0, [], activation.data);
    },
    childCompleted(activation, end) {
      const { phase, layer, active, next } = activation.memory;
      const around = (Array.isArray(active) ? active : []).map(Number);
      if (phase === 'task') goOut(activation, around, end.output, end.next);
      else if (phase === 'after') goOut(activation, around, end.output, nextOf(next));
      else if (end.exit) goOut(activation, around.slice(0, -1), end.output, undefined);
      else goIn(activation, Number(layer) + 1, around, end.output);
    },
    describe: () => ({
      ...task.describe(),
      extensions: layers.map(({ name, before, after }) => ({
        name,
        ...describeSequence('before', before),
        ...describeSequence('after', after),
      })),
    }),
  };
}

function holds(activation: Activation, { name }: Extension, when: Formula, data: Json): boolean {
  try {
    return isTrue(activation.evaluate(when, data));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    activation.record('extension.skipped', { extension: name, error: why });
    return false;
  }
}

/** `$task` of an extension: the descriptor, and `call` and `with` as the specification's samples read them. */
function describeTask(activation: Activation): JsonObject {
  const { task } = activation.scope(['task']).variables;
  const descriptor = isObject(task) ? task : {};
  const { definition } = descriptor;
  if (!isObject(definition)) return descriptor;
  const samples = ['call', 'with'].flatMap((key): [string, Json][] => {
    const value = definition[key];
    return value === undefined ? [] : [[key, value]];
  });
  return { ...Object.fromEntries(samples), ...descriptor };
}

function nextOf(value: Json | undefined): Next | undefined {
  if (!isObject(value)) return undefined;
  const { to, task } = value;
  if (to === 'task') return typeof task === 'string' ? { to, task } : undefined;
  return to === 'finish' || to === 'exit' || to === 'end' ? { to } : undefined;
}
