import type { ScheduleDefinition } from '../../dsl/model.ts';
import type { DefinitionId } from '../../dsl/workflow.ts';
import type { Subscription } from '../../events/index.ts';
import { toJson } from '../../json/json.ts';
import type { Compiler } from '../compiler.ts';
import type { Behaviour, Machine, State, Trigger } from '../machine.ts';
import { scheduleOf } from '../schedule-name.ts';
import { compileAfter, compileTicks, startPointer } from './clock.ts';
import { compileCollection } from './collect.ts';
import { compileTriggers, startsAtOnce } from './triggers.ts';

/** What starts instances by itself. */
interface CompiledSchedule {
  readonly triggers: readonly Trigger[];
  readonly schedule?: NonNullable<Machine['schedule']>;
}

/**
 * A schedule that has to remember something (the next tick, the events collected so far) is an instance of a machine
 * of its own: whatever makes instances durable makes it durable, and the commit of a tick starts exactly one instance,
 * however many processes work.
 */
export function compileSchedule(
  definition: ScheduleDefinition | undefined,
  workflow: DefinitionId,
  compiler: Compiler,
): CompiledSchedule {
  if (definition === undefined) return { triggers: [] };
  const machine = (
    behaviour: Behaviour,
    wait: boolean,
    subscriptions: readonly Subscription[] = [],
  ): Machine => ({
    id: scheduleOf(workflow),
    definition: toJson(definition),
    root: stateOf('', 'schedule', behaviour),
    states: new Map([[startPointer, stateOf(startPointer, 'start', startOf(workflow, wait))]]),
    subscriptions,
    triggers: [],
    secrets: [],
  });
  const { on, read = 'data' } = definition;
  if (on !== undefined) {
    if (startsAtOnce(on)) return { triggers: compileTriggers(on, read, compiler) };
    const { behaviour, subscriptions } = compileCollection(on, read, compiler);
    return { triggers: [], schedule: { machine: machine(behaviour, false, subscriptions), by: 'events' } };
  }
  if (definition.after !== undefined) {
    const behaviour = compileAfter(definition.after, compiler);
    return { triggers: [], schedule: { machine: machine(behaviour, true), by: 'clock' } };
  }
  return {
    triggers: [],
    schedule: { machine: machine(compileTicks(definition, compiler), false), by: 'clock' },
  };
}

/** Starts an instance of the workflow with the state's data as input, and waits for its end if asked to. */
function startOf(workflow: DefinitionId, wait: boolean): Behaviour {
  const { namespace, name, version } = workflow;
  return {
    kind: 'start',
    enter(activation) {
      activation.startWorkflow({ workflow: { namespace, name, version }, input: activation.data, wait });
      if (!wait) activation.complete(null);
    },
    effectCompleted: (activation) => activation.complete(null),
    describe: () => ({}),
  };
}

function stateOf(pointer: string, name: string, behaviour: Behaviour): State {
  return {
    pointer,
    name,
    definition: null,
    index: 0,
    input: {},
    output: {},
    following: { to: 'finish' },
    next: { to: 'finish' },
    behaviour,
  };
}
