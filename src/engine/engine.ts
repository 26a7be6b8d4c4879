import type { Activity } from '../activities/activity.ts';
import type { Backend, Listening, Work } from '../backend/backend.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import type { CloudEvent } from '../events/index.ts';
import type { Json } from '../json/json.ts';
import type { Advanced, Effect, Surroundings } from '../machine/index.ts';
import { isTooDeep } from '../network/index.ts';
import { Failure } from '../problem/failure.ts';
import { endsWithin } from '../time/index.ts';
import { Alarm } from './alarm.ts';
import { createAnswer } from './answer.ts';
import type { Clock } from './clock.ts';
import { Deliveries } from './deliveries.ts';
import { Dispatcher, takesPlace } from './dispatch.ts';
import { newInstanceId } from './instance-id.ts';
import { Leases } from './leases.ts';
import { ActivityLimits, type LimitSettings, workflowName } from './limits.ts';
import { Lines } from './lines.ts';
import type { Log } from './log.ts';
import { type Compile, MachineCache } from './machines.ts';
import { createRedactor } from './redact.ts';
import { cancelInstance, resumeInstance, suspendInstance } from './requests.ts';
import { Results } from './results.ts';
import { Router } from './router.ts';
import { Schedules } from './schedules.ts';
import { sweepRegularly } from './sweep.ts';
import { reserveOf, Takeover, type Undertaking } from './takeover.ts';
import type { TurnOptions } from './turn.ts';
import { isUnreachable } from './unreachable.ts';
import { Warm } from './warm.ts';
import { WorkCount } from './work-count.ts';

export interface EngineOptions {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly compile: Compile;
  readonly activities: readonly Activity[];
  /** By name, as workflows name them in `use.secrets`. */
  readonly secrets: Readonly<Record<string, Json>>;
  readonly runtime: { readonly name: string; readonly version: string };
  /** Numbers in [0, 1). */
  readonly random?: () => number;
  readonly concurrency?: {
    /** Instances advanced at a time; 64 unless given. */
    readonly turns?: number;
    /** Activities run at a time; 64 unless given. */
    readonly activities?: number;
  };
  readonly limits?: LimitSettings;
  /** Milliseconds between sweeps, 1 000 unless given; 0 for none (a simulated clock over a store of this process). */
  readonly sweepInterval?: number;
  /**
   * Milliseconds for which ended instances stay, ten seconds at the least; they stay for ever unless given, and where
   * nothing is swept.
   */
  readonly keepEnded?: number;
  /** Lifecycle events to publish: those that a workflow's filter names by their type (unless given), or all. */
  readonly lifecycle?: 'named' | 'all';
  /** Schedules by the clock (`every`, `cron`, `after`) run; true unless given. */
  readonly clocks?: boolean;
  /** How long `stop` lets turns and activities run on, in milliseconds; 5 000 unless given. */
  readonly patience?: number;
  readonly log: Log;
}

/**
 * A worker of a store. Any number of processes may run one over the same store.
 *
 *   created ─start─► working ─stop─► draining ─► stopped
 *                                        └─ out of patience ─► leaving ─► stopped
 *
 * `accept`, `startInstance` and `cancel` need no `start`: what they write is worked on by whoever works on the store.
 */
export interface Engine {
  start(): Promise<void>;
  /**
   * Takes no more work and resolves when what runs has ended. Activities that are not done in time are aborted and left
   * to another process, or to the next start. So is what does not end by this either, because the store does not answer:
   * it is waited for two seconds more.
   */
  stop(): Promise<void>;
  /** Takes an event in, durably and once. */
  accept(event: CloudEvent): Promise<'accepted' | 'duplicate'>;
  /** The new instance's id. @throws Failure `not-found`, `usage` for an input that nests too deep. */
  startInstance(request: { readonly workflow: DefinitionId; readonly input: Json }): Promise<string>;
  /** Asks an instance to end. @throws Failure `not-found`, `conflict` when it has ended. */
  cancel(request: { readonly instance: string; readonly reason?: string }): Promise<void>;
  /** Lets an instance rest until it is resumed. @throws Failure `not-found`, `conflict` when it has ended. */
  suspend(request: { readonly instance: string }): Promise<void>;
  /** @throws Failure `not-found`, `conflict` when it is not suspended. */
  resume(request: { readonly instance: string }): Promise<void>;
  /** Something runs right now. What has just been rung for may not count yet: `idle` waits for that too. */
  busy(): boolean;
  /** Resolves when nothing is running, queued or due in this process. Meant for stores of this process. */
  idle(): Promise<void>;
}

const everything = { has: () => true };
const defaultConcurrency = 64;
const triesBeforeFault = 5;

/** Milliseconds that aborted activities have to end, and the store to be told of it. */
const leavingTime = 2_000;
const notEnded = 'what has not ended by now is left to another process, or to the next start';

/** Looks at the queue this often before it counts as empty: a ring is answered from the next turn of the event loop. */
const quietLooks = 3;

export function createEngine(options: EngineOptions): Engine {
  const { backend, clock, log, concurrency = {}, sweepInterval = 1_000, patience = 5_000 } = options;
  const work = new WorkCount();
  const alarm = new Alarm({ backend, clock, work, log });
  const leases = new Leases({ backend, clock, owner: newInstanceId(clock.now()) });
  const machines = new MachineCache(backend, options.compile);
  const schedules = new Schedules({
    backend,
    machines,
    now: () => clock.now(),
    clocks: options.clocks ?? true,
  });
  const router = new Router({ backend, clock, log, machines, changed: () => schedules.refresh() });
  const redactor = createRedactor(options.secrets);
  const surroundings = (): Surroundings => ({
    now: clock.now(),
    random: options.random ?? Math.random,
    secrets: options.secrets,
    runtime: options.runtime,
  });
  const deliveries = new Deliveries({ backend, clock });
  const slots = concurrency.activities ?? defaultConcurrency;
  const warm = new Warm();
  /** Turns of one instance are taken one at a time. */
  const lines = new Lines();
  const dispatcher = new Dispatcher({
    backend,
    clock,
    machines,
    leases,
    warm,
    work,
    log,
    surroundings,
    redactor,
    deliveries,
    offer: (instance, key, result) => results.offer(instance, key, result),
    activities: new Map(options.activities.map((activity) => [activity.kind, activity])),
    accept: (event) => router.accept(event),
    now: () => clock.now(),
    concurrency: slots,
    reserved: reserveOf(slots),
    limits: new ActivityLimits(options.limits ?? {}, () => clock.now()),
    freed: () => takeover.ended(),
  });
  const takeover = new Takeover({ backend, clock, dispatcher, leases, work, slots, log });
  /** Of the revision that was asked for last. */
  let named: { readonly revision: string; readonly types: ReadonlySet<string> } | undefined;
  const findNamed = async (revision?: string): Promise<Surroundings['lifecycle']> => {
    const types = await router.lifecycle(revision);
    if (revision !== undefined) named = { revision, types };
    return types.size === 0 ? undefined : types;
  };
  const turns: TurnOptions = {
    backend,
    machines,
    schedules,
    surroundings,
    lifecycle: (revision) => {
      if (options.lifecycle === 'all') return everything;
      if (named === undefined || named.revision !== revision) return findNamed(revision);
      return named.types.size === 0 ? undefined : named.types;
    },
    redactor,
    log,
    undertake: (effects, settled, workflow) => takeover.undertake(effects, settled, workflow),
    committed: (advanced, undertaking, version) => {
      deliveries.advanced(advanced.instance);
      carryOn(advanced, undertaking, { alarm, dispatcher, takeover });
      warm.committed({ instance: advanced.instance, version });
    },
  };
  // Without a sweep nobody would ring for a second try.
  const answerRing = createAnswer({ ...turns, tries: sweepInterval > 0 ? triesBeforeFault : 1 });
  const answer = (instance: string, brought?: Work): Promise<void> =>
    work.track(() => lines.enter(instance, () => answerRing(instance, brought)));
  const results = new Results({ ...turns, warm, lines, goOn: (instance) => void answer(instance) });
  const sweeping = new AbortController();
  let listening: Listening | undefined;
  let sweeper: Promise<unknown> | undefined;

  const busy = (): boolean => work.busy || alarm.due;

  return {
    async start() {
      listening = await backend.doorbell.listen({
        concurrency: concurrency.turns ?? defaultConcurrency,
        answer,
      });
      alarm.start();
      // A sweep does that too: a store that is away just now keeps no worker from coming up.
      await work
        .track(() => schedules.refresh())
        .catch((error: unknown) => {
          if (sweepInterval === 0 || !isUnreachable(error)) throw error;
        });
      if (sweepInterval === 0) return;
      const { keepEnded } = options;
      const parts = { backend, clock, alarm, takeover, schedules, work, log, keepEnded };
      sweeper = sweepRegularly({ ...parts, interval: sweepInterval }, sweeping.signal);
    },
    async stop() {
      sweeping.abort();
      takeover.stop();
      results.stop();
      const outOfPatience = new AbortController();
      const idle = Promise.all([listening?.stop(), alarm.stop(), sweeper]);
      const drained = idle.then(() => dispatcher.stop(outOfPatience.signal));
      // The process ends in real time, whatever clock its workflows have.
      if (!(await endsWithin(drained, patience))) {
        outOfPatience.abort();
        // Turns may have to be left, too: a store that hangs answers none of them.
        const left = Promise.all([idle, dispatcher.stop(outOfPatience.signal)]);
        if (!(await endsWithin(left, leavingTime))) log({ level: 'warn', message: notEnded });
      }
      leases.stop();
    },
    accept: (event) => work.track(() => router.accept(event)),
    startInstance: ({ workflow, input }) =>
      work.track(async () => {
        if (isTooDeep(input)) throw new Failure('usage', 'the input nests too deep');
        const now = clock.now();
        const id = newInstanceId(now);
        // What is at hand counts if it is still so when the instance is written: nobody asks before.
        const { machine: known, revision } = machines.atHand(workflow);
        if (known !== undefined && revision !== undefined) {
          const outcome = await backend.instances.create(
            { id, definition: known.id, input, now },
            { revision },
          );
          if (outcome !== 'stale') return id;
        }
        const machine = await machines.find(workflow);
        if (machine === undefined) {
          const { namespace, name, version } = workflow;
          throw new Failure('not-found', `there is no workflow ${namespace}/${name}:${version}`);
        }
        await backend.instances.create({ id, definition: machine.id, input, now });
        return id;
      }),
    cancel: (request) => work.track(() => cancelInstance(backend, clock.now(), request)),
    suspend: ({ instance }) => work.track(() => suspendInstance(backend, clock.now(), instance)),
    resume: ({ instance }) => work.track(() => resumeInstance(backend, clock.now(), instance)),
    busy,
    async idle() {
      for (let quiet = 0, seen = -1; quiet < quietLooks; ) {
        await work.ended();
        await new Promise((resolve) => setImmediate(resolve));
        // What begins and ends in between two looks may have rung for more.
        quiet = busy() || work.begun !== seen ? 0 : quiet + 1;
        seen = work.begun;
      }
    },
  };
}

interface CarryingOn {
  readonly alarm: Alarm;
  readonly dispatcher: Dispatcher;
  readonly takeover: Takeover;
}

/** What a committed turn asks for. */
function carryOn(
  { instance, commands, requests }: Advanced,
  undertaking: Undertaking,
  { alarm, dispatcher, takeover }: CarryingOn,
): void {
  for (const { at } of commands.timers.set) alarm.arm(at);
  for (const key of commands.effects.remove) dispatcher.abort(key);
  const left: Effect[] = [];
  const { sharing } = undertaking;
  const workflow = workflowName(instance.definition);
  for (const effect of commands.effects.add) {
    const request = requests.get(effect.key);
    if (takesPlace(effect) && !undertaking.activities) left.push(effect);
    else {
      const about =
        request === undefined
          ? { workflow, sharing }
          : { workflow, sharing, order: { workflow: instance.definition, request } };
      dispatcher.dispatch(instance.id, effect, about);
    }
  }
  if (left.length > 0) takeover.left(instance, left);
}
