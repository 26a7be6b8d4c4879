import { deepStrictEqual } from 'node:assert';
import { parse } from 'yaml';
import { readInstance, writeGiven, writeState } from '../../src/backend/state.ts';
import type { WorkflowDefinition } from '../../src/dsl/model.ts';
import type { CloudEvent } from '../../src/events/index.ts';
import type { Json } from '../../src/json/json.ts';
import {
  type ActivityRequest,
  type Advanced,
  advance,
  compileWorkflow,
  type Effect,
  type HistoryEntry,
  type Instance,
  type Machine,
  type ParentLink,
  pendingInstance,
  type Stimulus,
  type Surroundings,
  type Wait,
} from '../../src/machine/index.ts';

type EventStimulus = Extract<Stimulus, { kind: 'event' }>;

const header = { dsl: '1.0.3', namespace: 'test', name: 'sample', version: '1.0.0' };

/** A definition from the YAML of everything but `document`. */
export function define(yaml: string): WorkflowDefinition {
  return { document: header, ...parse(yaml) };
}

/** Compiles, and fails the test on any finding. */
export function machineOf(yaml: string, bindings: Readonly<Record<string, Json>> = {}): Machine {
  const { machine, findings } = compileWorkflow({ definition: define(yaml), bindings });
  if (machine === undefined)
    throw new Error(findings.map((one) => `${one.pointer}: ${one.message}`).join('\n'));
  return machine;
}

/** As a store gives it back: all that JSON keeps. */
function stored(instance: Instance): Instance {
  const again = readInstance(instance, writeGiven(instance), writeState(instance));
  deepStrictEqual(again, JSON.parse(JSON.stringify(instance)));
  return again;
}

/**
 * Drives one instance by hand, without a store: each call is a turn. Time starts at 1 000 000 ms and moves only when
 * asked. What the machine commands is remembered as a store would.
 */
export class Drive {
  readonly machine: Machine;
  instance: Instance;
  now = 1_000_000;
  readonly history: HistoryEntry[] = [];
  readonly effects = new Map<string, Effect>();
  readonly requests = new Map<string, ActivityRequest>();
  readonly waits = new Map<string, Wait>();
  readonly timers = new Map<string, number>();
  private readonly secrets: Readonly<Record<string, Json>>;
  private arrival = 0;
  private readonly kept: EventStimulus[] = [];

  constructor(
    yaml: string,
    options: {
      readonly input?: Json;
      readonly secrets?: Readonly<Record<string, Json>>;
      readonly bindings?: Readonly<Record<string, Json>>;
      readonly parent?: ParentLink;
    } = {},
  ) {
    this.machine = machineOf(yaml, options.bindings);
    this.secrets = options.secrets ?? {};
    this.instance = pendingInstance({
      id: 'instance-1',
      definition: this.machine.id,
      input: options.input ?? {},
      now: this.now,
      ...(options.parent === undefined ? {} : { parent: options.parent }),
    });
    this.take({ kind: 'start' });
  }

  get status(): string {
    return this.instance.status;
  }

  get output(): Json | undefined {
    return this.instance.output;
  }

  take(...stimuli: Stimulus[]): Advanced {
    const advanced = advance({
      machine: this.machine,
      instance: this.instance,
      stimuli,
      surroundings: this.surroundings(),
    });
    // What would not survive a store must not be relied on.
    this.instance = stored(advanced.instance);
    for (const entry of advanced.history) this.history.push(entry);
    const { effects, waits, timers } = advanced.commands;
    for (const key of effects.remove) this.effects.delete(key);
    for (const effect of effects.add) this.effects.set(effect.key, effect);
    for (const [key, request] of advanced.requests) this.requests.set(key, request);
    for (const key of waits.remove) this.waits.delete(key);
    for (const wait of waits.add) this.waits.set(wait.key, wait);
    const early = waits.add
      .flatMap((wait) => this.keptFor(wait))
      .sort((one, other) => one.arrival - other.arrival);
    for (const id of timers.clear) this.timers.delete(id);
    for (const { id, at } of timers.set) this.timers.set(id, at);
    if (early.length > 0) this.take(...early);
    return advanced;
  }

  surroundings(): Surroundings {
    return {
      now: this.now,
      random: () => 0.5,
      secrets: this.secrets,
      runtime: { name: 'eventctl', version: '0.0.0' },
    };
  }

  /** Moves time to the next timer and fires it. */
  nextTimer(): void {
    const [id, at] = [...this.timers].sort((left, right) => left[1] - right[1])[0] ?? [];
    if (id === undefined || at === undefined) throw new Error('no timer is set');
    this.now = Math.max(this.now, at);
    this.timers.delete(id);
    this.take({ kind: 'timer', id, at });
  }

  /** Sends an event to whatever waits for it, found as the router finds it. */
  event(attributes: { readonly type: string; readonly data?: Json; readonly [name: string]: Json }): void {
    this.arrival += 1;
    const event: CloudEvent = {
      specversion: '1.0',
      id: `event-${this.arrival}`,
      source: '/test',
      ...attributes,
    };
    const keys = this.machine.subscriptions
      .filter((subscription) => subscription.matches(event, this.now))
      .map((subscription) => subscription.key(event, this.now));
    const stimuli = [...new Set(keys)].flatMap((key): EventStimulus[] =>
      key === undefined ? [] : [{ kind: 'event', key, event, arrival: this.arrival }],
    );
    this.kept.push(...stimuli);
    this.take(...stimuli.filter(({ key }) => this.waits.has(key)));
  }

  /** Events the store kept under the key of a correlated wait. */
  private keptFor({ key, early, since = 0 }: Wait): EventStimulus[] {
    const kept = early ? this.kept.filter((one) => one.key === key && one.arrival > since) : [];
    return kept.map((one) => ({ ...one, kept: true }));
  }

  /** The only activity in flight: its request. */
  get request(): ActivityRequest {
    const [request] = [...this.requests.values()];
    if (request === undefined) throw new Error('no activity was started');
    return request;
  }

  /** Ends the oldest activity or child in flight. */
  succeed(output: Json): void {
    this.take({ kind: 'completed', key: this.settleOldest(), output });
  }

  fail(status: number): void {
    const type = 'https://open-workflow-specification.org/spec/1.0.0/errors/communication';
    this.take({ kind: 'failed', key: this.settleOldest(), error: { type, status, title: `HTTP ${status}` } });
  }

  /** The events published so far. */
  get published(): CloudEvent[] {
    return [...this.effects.values()].flatMap((effect) => (effect.kind === 'publish' ? [effect.event] : []));
  }

  /** Types of the history entries, with the task's name. */
  get log(): string[] {
    return this.history.map((entry) =>
      entry.name === undefined ? entry.type : `${entry.type} ${entry.name}`,
    );
  }

  private settleOldest(): string {
    const effect = [...this.effects.values()].find((one) => one.kind === 'activity' || one.kind === 'start');
    if (effect === undefined) throw new Error('nothing is in flight');
    this.effects.delete(effect.key);
    this.requests.delete(effect.key);
    return effect.key;
  }
}
