import type { TaskDefinition, TaskList, WorkflowDefinition } from '../dsl/model.ts';
import { type Json, own, toJson } from '../json/json.ts';
import { join, type Pointer } from '../json/pointer.ts';
import type { Finding } from '../problem/diagnostic.ts';
import { callPolicy, compileAuthorization } from './authorization.ts';
import { baseVariables, Compiler, definitionVariables } from './compiler.ts';
import { compileExtended, compileExtensions, coreOf, extensionsOf } from './extensions.ts';
import { withExternalFunctions } from './external-functions.ts';
import type { Machine, Next, Sequence, Stage, State } from './machine.ts';
import { compileSchedule } from './schedule/index.ts';
import type { TaskContext } from './task-context.ts';
import { compileBehaviour } from './tasks/index.ts';

/**
 * Compiles a checked workflow into its machine. `bindings` are what was found for it when it was applied, by pointer: the
 * catalog operations of its `call: asyncapi` tasks, and the external resources and functions that it names. There is a
 * machine exactly when no finding is an error; every expression, schema and filter of the definition has been compiled
 * by then, and what eventctl does not run has been refused.
 */
export function compileWorkflow(request: {
  readonly definition: WorkflowDefinition;
  readonly bindings: Readonly<Record<string, Json>>;
}): { readonly machine?: Machine; readonly findings: readonly Finding[] } {
  const definition = withExternalFunctions(request.definition, request.bindings);
  const compiler = new Compiler(definition, request.bindings);
  // Tasks of extensions are compiled before there are any: they are never extended.
  compiler.extensions = compileExtensions(definition.use?.extensions ?? [], compiler, (list, pointer) =>
    compileList(compiler, list, pointer, []),
  );
  const { namespace, name, version } = definition.document;
  const scheduled = compileSchedule(definition.schedule, { namespace, name, version }, compiler);
  const root = compileRoot(definition, compiler);
  if (compiler.findings.some((finding) => finding.severity !== 'warning'))
    return { findings: compiler.findings };
  const machine: Machine = {
    id: { namespace, name, version },
    definition: toJson(request.definition),
    root,
    states: compiler.states,
    subscriptions: [...compiler.subscriptions.values()],
    ...scheduled,
    secrets: definition.use?.secrets ?? [],
  };
  return { machine, findings: compiler.findings };
}

/** The workflow itself as a state: its list is `/do`, its stages are the workflow's input and output. */
function compileRoot(definition: WorkflowDefinition, compiler: Compiler): State {
  const sequence = compileList(compiler, definition.do, '/do', []);
  for (const name of Object.keys(definition.use?.functions ?? {})) compileFunction(compiler, name);
  return {
    pointer: '',
    name: definition.document.name,
    definition: null,
    index: 0,
    input: compiler.inputStage(definition.input, '', ['secrets', 'workflow', 'runtime']),
    output: compiler.outputStage(definition.output, '', 'output', [
      'context',
      'secrets',
      'workflow',
      'runtime',
    ]),
    ...timeoutOf(definition, compiler, '', ['secrets', 'workflow', 'runtime', 'input']),
    following: { to: 'finish' },
    next: { to: 'finish' },
    behaviour: {
      kind: 'workflow',
      enter: (task) => task.enter(sequence, task.data),
      childCompleted: (task, end) => task.complete(end.output),
      describe: () => ({ ...(sequence.first === undefined ? {} : { first: sequence.first }) }),
    },
  };
}

function compileList(
  compiler: Compiler,
  list: TaskList,
  pointer: Pointer,
  bound: readonly string[],
): Sequence {
  const entries = entriesOf(list, pointer);
  for (const [index, entry] of entries.entries()) {
    const after = entries[index + 1];
    const following: Next = after === undefined ? { to: 'finish' } : { to: 'task', task: after.pointer };
    compileTask(compiler, { ...entry, index, following, siblings: entries, bound });
  }
  const [first] = entries;
  return first === undefined ? {} : { first: first.pointer };
}

interface Entry {
  readonly name: string;
  readonly task: TaskDefinition;
  readonly pointer: Pointer;
}

interface Place extends Entry {
  readonly index: number;
  readonly following: Next;
  /** The tasks that `then` may name; empty where tasks run side by side. */
  readonly siblings: readonly Entry[];
  /** Variables that tasks around it bind. */
  readonly bound: readonly string[];
}

function entriesOf(list: TaskList, pointer: Pointer): Entry[] {
  return list.flatMap((item, index) =>
    Object.entries(item).map(([name, task]) => ({ name, task, pointer: join(pointer, index, name) })),
  );
}

function compileTask(compiler: Compiler, place: Place): void {
  const { task, pointer, bound } = place;
  const before = [...baseVariables, ...bound];
  const called = callPolicy(task, pointer);
  const readBefore = compiler.authorizationReads.length;
  const inside = [...definitionVariables, ...bound, ...(called === undefined ? [] : ['authorization'])];
  const flow = (then: string, at: Pointer): Next => resolveFlow(compiler, place, then, at);
  const exported: Stage | undefined =
    task.export === undefined
      ? undefined
      : compiler.outputStage(task.export, pointer, 'export', [...inside, 'output']);
  const context = contextFor(compiler, place, inside, flow);
  const state: State = {
    pointer,
    name: place.name,
    definition: toJson(task),
    index: place.index,
    ...(task.if === undefined
      ? {}
      : { condition: compiler.expression(task.if, join(pointer, 'if'), before) }),
    input: compiler.inputStage(task.input, pointer, before),
    output: compiler.outputStage(task.output, pointer, 'output', inside),
    ...(exported === undefined ? {} : { export: exported }),
    ...timeoutOf(task, compiler, pointer, inside),
    following: place.following,
    next: task.then === undefined ? place.following : flow(task.then, join(pointer, 'then')),
    behaviour: compileBehaviour(task, context),
  };
  const reads = compiler.authorizationReads.slice(readBefore);
  const authorization = called && compileAuthorization(called, reads, context);
  addState(compiler, task, authorization === undefined ? state : { ...state, authorization });
}

/** A task with extensions is two states: what they make of it, at its pointer, and inside of that the task itself. */
function addState(compiler: Compiler, task: TaskDefinition, state: State): void {
  const layers = extensionsOf(task, compiler.extensions);
  if (layers.length === 0) {
    compiler.states.set(state.pointer, state);
    return;
  }
  const { condition, pointer, name, definition, index, following, next } = state;
  const core = coreOf(pointer);
  const { condition: _asked, ...inner } = state;
  compiler.states.set(core, { ...inner, extended: true });
  compiler.states.set(pointer, {
    pointer,
    name,
    definition,
    index,
    ...(condition === undefined ? {} : { condition }),
    input: {},
    output: {},
    following,
    next,
    behaviour: compileExtended(core, layers, state.behaviour),
  });
}

function contextFor(
  compiler: Compiler,
  place: Place,
  variables: readonly string[],
  flow: TaskContext['flow'],
): TaskContext {
  return {
    compiler,
    pointer: place.pointer,
    name: place.name,
    variables,
    sequence: (list, pointer, bound = []) => compileList(compiler, list, pointer, [...place.bound, ...bound]),
    branches(list, pointer) {
      const entries = entriesOf(list, pointer);
      for (const [index, entry] of entries.entries()) {
        compileTask(compiler, {
          ...entry,
          index,
          following: { to: 'finish' },
          siblings: [],
          bound: place.bound,
        });
      }
      return entries.map((entry) => entry.pointer);
    },
    function: (name) =>
      Object.hasOwn(compiler.use.functions ?? {}, name) ? join('/use/functions', name) : undefined,
    flow,
  };
}

/** A function is compiled once, where it is defined; calls enter it there and it sees nothing of their loop variables. */
function compileFunction(compiler: Compiler, name: string): void {
  const task = own(compiler.use.functions, name);
  if (task === undefined) return;
  const pointer = join('/use/functions', name);
  compileTask(compiler, {
    name,
    task,
    pointer,
    index: 0,
    following: { to: 'finish' },
    siblings: [],
    bound: [],
  });
}

function timeoutOf(
  owner: Pick<TaskDefinition, 'timeout'>,
  compiler: Compiler,
  pointer: Pointer,
  variables: readonly string[],
): Pick<State, 'timeout'> {
  const { timeout } = owner;
  if (timeout === undefined) return {};
  if (typeof timeout !== 'string') {
    return { timeout: compiler.delay(timeout.after, join(pointer, 'timeout', 'after'), variables) };
  }
  const named = own(compiler.use.timeouts, timeout);
  if (named === undefined) {
    compiler.find(
      'unknown-reference',
      join(pointer, 'timeout'),
      `there is no timeout "${timeout}" in use.timeouts`,
    );
    return {};
  }
  return { timeout: compiler.delay(named.after, join('/use/timeouts', timeout, 'after'), variables) };
}

function resolveFlow(compiler: Compiler, place: Place, then: string, at: Pointer): Next {
  if (then === 'continue') return place.following;
  if (then === 'exit' || then === 'end') return { to: then };
  const target = place.siblings.find((entry) => entry.name === then);
  if (target !== undefined) return { to: 'task', task: target.pointer };
  compiler.find('then-target', at, `there is no task "${then}" to go to in this list of tasks`);
  return { to: 'finish' };
}
