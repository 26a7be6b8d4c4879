import type { Backend, Turn, Work } from '../backend/backend.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import {
  type Advanced,
  advance,
  type Effect,
  hasEnded,
  type Instance,
  type Machine,
  type Surroundings,
  scheduledBy,
} from '../machine/index.ts';
import { dropOldest } from './drop-oldest.ts';
import { faultInstance } from './fault.ts';
import type { Log } from './log.ts';
import type { MachineCache } from './machines.ts';
import type { Redactor } from './redact.ts';
import type { Schedules } from './schedules.ts';
import type { Undertaking } from './takeover.ts';
import { isUnreachable } from './unreachable.ts';

/*
 * One answer to the doorbell:
 *
 *   ring ─► load ─► inbox empty ───────────────────────────► done
 *           ▲  └─► advance ─► commit ─┬─ no more ──► carried out, done
 *           ├──────────── more ───────┤  (effects go to the dispatcher after every commit)
 *           └────────── conflict ─────┘  (another turn was first: its state is the one to go on from)
 *
 * The machine advances over the whole inbox, and everything that follows from it is one commit. An exception in between
 * changes nothing in the store: it is logged and the turn is left to the sweep, which rings again. The same instance
 * failing again and again is a bug of ours (or its definition is gone); after some tries it is faulted, so that nobody
 * waits for it for ever. An unreachable store is nobody's fault and counts as no try.
 */

/** Instances whose failed tries are remembered, those that failed last. */
const rememberedFailures = 10_000;

export interface TurnOptions {
  readonly backend: Backend;
  readonly machines: MachineCache;
  readonly schedules: Schedules;
  readonly surroundings: () => Surroundings;
  /** Types of lifecycle events that somebody wants; `revision` is the current one of the definitions, if known. */
  readonly lifecycle: (revision?: string) => Promise<NonNullable<Surroundings['lifecycle']>>;
  readonly redactor: Redactor;
  /** How a turn that adds these effects is to lease them. */
  readonly undertake: (effects: readonly Effect[]) => Undertaking;
  /** Told of every turn that was committed. */
  readonly committed: (advanced: Advanced, undertaking: Undertaking) => void;
  /** Tries before an instance that cannot be advanced is faulted. */
  readonly tries: number;
  readonly log: Log;
}

/** The answer to a ring. It never rejects. */
export function createAnswer(options: TurnOptions): (instance: string) => Promise<void> {
  const failures = new Map<string, number>();

  return async (instance) => {
    try {
      while (await takeTurn(options, instance)) failures.delete(instance);
      failures.delete(instance);
    } catch (error) {
      const message = 'the instance could not be advanced';
      options.log({ level: 'error', message, instance, error });
      if (isUnreachable(error)) return;
      const count = (failures.get(instance) ?? 0) + 1;
      // Deleted first, so that the map is in the order of the last failures.
      failures.delete(instance);
      failures.set(instance, count);
      dropOldest(failures, rememberedFailures);
      if (count >= options.tries && (await giveUp(options, instance, error))) failures.delete(instance);
    }
  };
}

/** True when there may be more to do. */
async function takeTurn(options: TurnOptions, id: string): Promise<boolean> {
  const { backend, machines } = options;
  const [work, revision] = await Promise.all([backend.instances.load(id), machines.revision()]);
  if (work === undefined || work.inbox.length === 0) return false;
  const { instance } = work;
  const machine = await machines.find(instance.definition, revision);
  const scheduled = scheduledBy(instance.definition);
  const current = scheduled === undefined || (await options.schedules.isCurrent(instance, scheduled));
  if (!current) return commit(options, work, endSchedule(instance, machine, options.surroundings()));
  if (machine === undefined) {
    const { namespace, name, version } = instance.definition;
    throw new Error(`the workflow ${namespace}/${name}:${version} is not stored`);
  }
  const inbox = work.inbox.map(({ stimulus }) => stimulus);
  // It was replaced and is the current one again, or somebody takes it for an instance of the workflow.
  const stimuli = scheduled === undefined ? inbox : inbox.filter(({ kind }) => kind !== 'cancel');
  const surroundings = { ...options.surroundings(), lifecycle: await options.lifecycle(revision) };
  const advanced = advance({ machine, instance, stimuli, surroundings });
  if (scheduled !== undefined) tellFailure(options, scheduled, advanced.instance);
  return commit(options, work, advanced);
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

/** True when the inbox may hold more. */
async function commit(options: TurnOptions, work: Work, advanced: Advanced): Promise<boolean> {
  const redacted = redact(options.redactor, withoutCancels(advanced));
  const undertaking = options.undertake(redacted.commands.effects.add);
  const turn: Turn = {
    instance: redacted.instance,
    version: work.version,
    consumed: work.inbox.map(({ id }) => id),
    commands: redacted.commands,
    history: redacted.history,
    lease: undertaking.lease,
  };
  try {
    const result = await options.backend.instances.commit(turn);
    if (result === 'conflict') return true;
    options.committed(redacted, undertaking);
    return result.more;
  } finally {
    undertaking.end();
  }
}

/** Faults an instance that cannot be advanced. False when even that failed. */
async function giveUp(options: TurnOptions, id: string, reason: unknown): Promise<boolean> {
  try {
    const work = await options.backend.instances.load(id);
    if (work === undefined || hasEnded(work.instance.status)) return true;
    const text = reason instanceof Error ? reason.message : String(reason);
    const surroundings = { ...options.surroundings(), lifecycle: await options.lifecycle() };
    await commit(options, work, faultInstance(work.instance, surroundings, text));
    return true;
  } catch (error) {
    options.log({ level: 'error', message: 'the instance could not be faulted', instance: id, error });
    return false;
  }
}

function redact(redactor: Redactor, advanced: Advanced): Advanced {
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
