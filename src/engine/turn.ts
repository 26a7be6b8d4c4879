import type { Backend, Turn, Work } from '../backend/backend.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import {
  type Advanced,
  advance,
  type Effect,
  hasEnded,
  type Instance,
  type Machine,
  type Stimulus,
  type Surroundings,
  scheduledBy,
} from '../machine/index.ts';
import { faultInstance } from './fault.ts';
import type { Log } from './log.ts';
import type { MachineCache } from './machines.ts';
import type { Redactor } from './redact.ts';
import type { Schedules } from './schedules.ts';
import type { Undertaking } from './takeover.ts';

/*
 * One turn: the machine advances over all that is at hand, and everything that follows from it is one commit. An
 * exception in between changes nothing in the store. Effects are carried out once they are committed.
 */

/** Entries that a log keeps, the newest; a schedule goes on for ever. */
const longestLog = 100_000;
const longestScheduleLog = 1_000;

export interface TurnOptions {
  readonly backend: Backend;
  readonly machines: MachineCache;
  readonly schedules: Schedules;
  readonly surroundings: () => Surroundings;
  /**
   * Types of lifecycle events that somebody wants, undefined for none; `revision` is the current one of the definitions,
   * if known. A promise only where it has to be found out.
   */
  readonly lifecycle: (revision?: string) => Surroundings['lifecycle'] | Promise<Surroundings['lifecycle']>;
  readonly redactor: Redactor;
  /** How a turn of a workflow that adds these effects, and takes the results of so many that are held here, is to lease them. */
  readonly undertake: (effects: readonly Effect[], settled: number, workflow: DefinitionId) => Undertaking;
  /** Told of every turn that was committed, and of the version it made. */
  readonly committed: (advanced: Advanced, undertaking: Undertaking, version: number) => void;
  readonly log: Log;
}

/** The result of an effect that comes directly to the turn. */
export interface Result {
  readonly key: string;
  readonly stimulus: Stimulus;
}

type Outcome = 'conflict' | { readonly more: boolean };

/**
 * Advances an instance over its inbox and the results, and commits. `revision` is that of the definitions. `more`: the
 * inbox is not empty.
 */
export async function takeTurn(
  options: TurnOptions,
  work: Work,
  revision: string,
  results: readonly Result[] = [],
): Promise<Outcome> {
  const { instance } = work;
  const { definition } = instance;
  const machine =
    options.machines.known(definition, revision) ?? (await options.machines.find(definition, revision));
  const scheduled = scheduledBy(definition);
  const current = scheduled === undefined || (await options.schedules.isCurrent(instance, scheduled));
  if (!current)
    return await commit(options, work, endSchedule(instance, machine, options.surroundings()), results);
  if (machine === undefined) {
    const { namespace, name, version } = definition;
    throw new Error(`the workflow ${namespace}/${name}:${version} is not stored`);
  }
  const all = work.inbox.map(({ stimulus }) => stimulus);
  for (const { stimulus } of results) all.push(stimulus);
  // It was replaced and is the current one again, or somebody takes it for an instance of the workflow.
  const stimuli = scheduled === undefined ? all : all.filter(({ kind }) => kind !== 'cancel');
  const at = surroundingsAt(options, revision);
  const surroundings = at instanceof Promise ? await at : at;
  const advanced = advance({ machine, instance, stimuli, surroundings });
  if (scheduled !== undefined) tellFailure(options, scheduled, advanced.instance);
  return await commit(options, work, advanced, results);
}

/** Faults an instance that cannot be advanced. */
export async function takeLastTurn(options: TurnOptions, work: Work, reason: string): Promise<void> {
  const surroundings = await surroundingsAt(options);
  await commit(options, work, faultInstance(work.instance, surroundings, reason), []);
}

/** Waits only where it has to be found out which lifecycle events somebody wants. */
function surroundingsAt(options: TurnOptions, revision?: string): Surroundings | Promise<Surroundings> {
  const lifecycle = options.lifecycle(revision);
  if (lifecycle === undefined) return options.surroundings();
  if (!(lifecycle instanceof Promise)) return { ...options.surroundings(), lifecycle };
  return lifecycle.then((found) =>
    found === undefined ? options.surroundings() : { ...options.surroundings(), lifecycle: found },
  );
}

/** A schedule never ends by itself. */
function tellFailure({ log, redactor }: TurnOptions, workflow: DefinitionId, instance: Instance): void {
  if (instance.error === undefined) return;
  const { title = '', detail = title } = redactor.problem(instance.error);
  const message = `the schedule of ${workflow.namespace}/${workflow.name} has failed; it begins anew with the next worker`;
  log({ level: 'error', message, instance: instance.id, error: new Error(detail) });
}

/** A schedule that was replaced, or whose workflow was deleted, does nothing any more. */
function endSchedule(instance: Instance, machine: Machine | undefined, surroundings: Surroundings): Advanced {
  const reason = 'the schedule was replaced';
  if (machine === undefined) return faultInstance(instance, surroundings, reason);
  return advance({ machine, instance, stimuli: [{ kind: 'cancel', reason }], surroundings });
}

/** What a schedule started runs on when the schedule ends, however it ends. */
function withoutCancels(advanced: Advanced): Advanced {
  const { instance, commands } = advanced;
  if (scheduledBy(instance.definition) === undefined || !hasEnded(instance.status)) return advanced;
  const add = commands.effects.add.filter(({ kind }) => kind !== 'cancel');
  return { ...advanced, commands: { ...commands, effects: { add, remove: [] } } };
}

async function commit(
  options: TurnOptions,
  work: Work,
  advanced: Advanced,
  results: readonly Result[],
): Promise<Outcome> {
  const redacted = redact(options.redactor, withoutCancels(advanced));
  const undertaking = options.undertake(
    redacted.commands.effects.add,
    results.length,
    work.instance.definition,
  );
  const turn: Turn = {
    instance: redacted.instance,
    version: work.version,
    consumed: work.inbox.map(({ id }) => id),
    settled: results.map(({ key }) => key),
    commands: redacted.commands,
    history: redacted.history,
    logLimit: scheduledBy(redacted.instance.definition) === undefined ? longestLog : longestScheduleLog,
    lease: undertaking.lease,
  };
  try {
    const outcome = await options.backend.instances.commit(turn);
    if (outcome !== 'conflict') options.committed(redacted, undertaking, work.version + 1);
    return outcome;
  } finally {
    undertaking.end();
  }
}

/** Most turns have nothing in them that could quote a secret. */
function redact(redactor: Redactor, advanced: Advanced): Advanced {
  const { instance, commands, history } = advanced;
  const quotes =
    instance.error !== undefined ||
    history.some(({ detail }) => detail !== undefined) ||
    commands.effects.add.some(({ kind }) => kind === 'report');
  return quotes ? redactAll(redactor, advanced) : advanced;
}

function redactAll(redactor: Redactor, advanced: Advanced): Advanced {
  const { instance } = advanced;
  return {
    ...advanced,
    history: redactor.history(advanced.history),
    instance:
      instance.error === undefined ? instance : { ...instance, error: redactor.problem(instance.error) },
    commands: {
      ...advanced.commands,
      effects: {
        ...advanced.commands.effects,
        add: advanced.commands.effects.add.map((effect) =>
          effect.kind === 'report' && effect.error !== undefined
            ? { ...effect, error: redactor.problem(effect.error) }
            : effect,
        ),
      },
    },
  };
}
