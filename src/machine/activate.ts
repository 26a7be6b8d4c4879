import type { CloudEvent } from '../events/cloudevent.ts';
import type { Scope } from '../expressions/index.ts';
import type { Json, JsonObject } from '../json/json.ts';
import { type Problem, WorkflowError } from '../problem/problem.ts';
import { addDuration, DurationError, parseDuration } from '../time/index.ts';
import type { Activation } from './activation.ts';
import { childInstanceId } from './child-id.ts';
import type { ActivityRequest, HistoryEntry } from './command.ts';
import type { Draft } from './draft.ts';
import { activationKey, type Frame } from './instance.ts';
import type { ChildEnd, Delay, Formula, Next, Sequence, Stage, State } from './machine.ts';
import { take } from './seen.ts';
import { contextOf, type Place, variablesAt } from './variables.ts';

/** The last millisecond a date can have (ECMAScript). */
const latestTime = 8_640_000_000_000_000;

/** What the lifecycle gives an activation to act with. */
export interface Life {
  begin(
    draft: Draft,
    beginning: {
      readonly task: string;
      readonly parent: string;
      readonly input: Json;
      readonly context?: Json;
    },
  ): void;
  complete(draft: Draft, id: string, output: Json, next?: Next): void;
  fault(draft: Draft, id: string, problem: Problem): void;
  requestOf(draft: Draft, id: string): ActivityRequest | undefined;
  childCompleted(draft: Draft, id: string, end: ChildEnd): void;
  cancelChildren(draft: Draft, id: string): void;
  evaluate(draft: Draft, frame: Frame, formula: Formula, input: Json, place: Place): Json;
  passOut(draft: Draft, frame: Frame, stage: Stage, value: Json, place: Place, name: string): Json;
  setContext(draft: Draft, id: string, context: Json): void;
}

/** An activation over a draft: every method reads or replaces the one frame it stands for. */
export class TaskActivation implements Activation {
  private readonly draft: Draft;
  private readonly id: string;
  private readonly state: State;
  private readonly life: Life;

  constructor(draft: Draft, id: string, state: State, life: Life) {
    this.draft = draft;
    this.id = id;
    this.state = state;
    this.life = life;
  }

  get pointer(): string {
    return this.state.pointer;
  }
  get name(): string {
    return this.state.name;
  }
  get data(): Json {
    return this.frame.data;
  }
  get now(): number {
    return this.draft.surroundings.now;
  }
  get startedAt(): number {
    return this.frame.startedAt;
  }
  get rested(): number {
    return this.frame.rested ?? 0;
  }
  get key(): string {
    return activationKey(this.instance, this.pointer, this.id);
  }
  get memory(): JsonObject {
    return this.frame.memory ?? {};
  }
  get definition(): { readonly namespace: string; readonly name: string; readonly version: string } {
    return this.draft.machine.id;
  }
  get instance(): string {
    return this.draft.before.id;
  }
  get context(): Json {
    return contextOf(this.draft, this.id);
  }
  get inExtension(): boolean {
    for (let at = this.frame.parent; at !== null; at = this.draft.frame(at).parent) {
      if (this.draft.frame(at).task.startsWith('/use/extensions/')) return true;
    }
    return false;
  }
  get random(): () => number {
    return this.draft.random;
  }
  private get frame(): Frame {
    return this.draft.frame(this.id);
  }

  scope(variables: Iterable<string>): Scope {
    const { authorization } = this.state;
    const place: Place = {
      input: this.data,
      ...(authorization === undefined ? {} : { authorization: () => authorization(this) }),
    };
    return {
      now: this.now,
      random: this.random,
      variables: variablesAt(this.draft, this.frame, variables, place),
    };
  }

  evaluate(formula: Formula, input: Json = this.data): Json {
    return this.life.evaluate(this.draft, this.frame, formula, input, { input: this.data });
  }

  pass(stage: Stage, value: Json, name: 'output' | 'export'): Json {
    return this.life.passOut(this.draft, this.frame, stage, value, { input: this.data, output: value }, name);
  }

  after(delay: Delay): number {
    const value = 'fixed' in delay ? delay.fixed : this.evaluate(delay.computed);
    try {
      const at = addDuration(this.now, parseDuration(value));
      if (at <= latestTime) return at;
      throw new DurationError(`${JSON.stringify(value)} from now is later than any date`);
    } catch (error) {
      if (!(error instanceof DurationError)) throw error;
      throw WorkflowError.of('expression', 'Not a duration', error.message);
    }
  }

  secret(name: string): Json {
    const value = this.draft.surroundings.secrets[name];
    if (value !== undefined) return value;
    throw WorkflowError.of(
      'authorization',
      'Secret not available',
      `this runtime was not given the secret "${name}"`,
    );
  }

  remember(memory: JsonObject): void {
    this.draft.change(this.id, { memory });
  }

  bind(variables: JsonObject): void {
    this.draft.change(this.id, { variables });
  }

  setContext(context: Json): void {
    this.life.setContext(this.draft, this.id, context);
  }

  setTimer(purpose: string, at: number): void {
    this.draft.change(this.id, { timers: { ...this.frame.timers, [purpose]: at } });
  }

  clearTimer(purpose: string): void {
    const { [purpose]: _cleared, ...timers } = this.frame.timers ?? {};
    this.draft.change(this.id, { timers });
  }

  listen(waits: readonly { readonly key: string; readonly early: boolean }[]): void {
    const keys = [...new Set(waits.map((wait) => wait.key))];
    // The same list where it has all, so that it is stored once.
    const early = waits.every((wait) => wait.early)
      ? keys
      : [...new Set(waits.filter((wait) => wait.early).map((wait) => wait.key))];
    this.draft.change(this.id, { waits: keys, early });
    for (const key of early) this.draft.announce(key);
  }

  consumed(key: string, arrival: number): void {
    this.draft.changeSeen(this.id, (seen) => take(seen, key, arrival));
  }

  publish(event: CloudEvent): void {
    this.draft.addEffect({ kind: 'publish', key: this.key, event });
    this.record('event.emitted', { event: { id: event.id, type: event.type, source: event.source } });
  }

  startActivity({
    detached = false,
    subscription = false,
  }: {
    readonly detached?: boolean;
    readonly subscription?: boolean;
  } = {}): void {
    const { draft, id, key } = this;
    const request = this.life.requestOf(draft, id);
    if (request === undefined) throw new Error(`${this.state.behaviour.kind} runs no activity`);
    draft.requests.set(key, request);
    if (detached) {
      draft.addEffect({ kind: 'activity', key, frame: id, detached });
    } else if (subscription) {
      draft.addEffect({ kind: 'activity', key, frame: id, subscription });
      draft.change(id, { effect: key, subscribed: true });
    } else {
      draft.addEffect({ kind: 'activity', key, frame: id });
      draft.change(id, { effect: key });
    }
  }

  startWorkflow(request: {
    readonly workflow: { readonly namespace: string; readonly name: string; readonly version: string };
    readonly input: Json;
    readonly wait: boolean;
  }): void {
    const child = childInstanceId(this.now, this.key);
    this.draft.addEffect({
      kind: 'start',
      key: this.key,
      child,
      workflow: request.workflow,
      input: request.input,
      ...(request.wait ? { parent: { instance: this.instance, key: this.key } } : {}),
    });
    if (request.wait) this.draft.change(this.id, { effect: this.key, child });
  }

  enter(sequence: Sequence, input: Json): void {
    if (sequence.first !== undefined) {
      this.enterChild(sequence.first, input);
      return;
    }
    const end: ChildEnd = { child: this.state, output: input, exit: false, skipped: false };
    this.later(() => this.life.childCompleted(this.draft, this.id, end));
  }

  enterChild(child: string, input: Json, own?: { readonly context: Json }): void {
    this.later(() => this.life.begin(this.draft, { task: child, parent: this.id, input, ...own }));
  }

  cancelChildren(): void {
    this.life.cancelChildren(this.draft, this.id);
  }

  complete(output: Json, next?: Next): void {
    this.life.complete(this.draft, this.id, output, next);
  }

  fault(problem: Problem): void {
    this.life.fault(this.draft, this.id, problem);
  }

  record(type: HistoryEntry['type'], detail?: JsonObject): void {
    this.draft.record(type, {
      ...(this.pointer === '' ? {} : { task: this.pointer, name: this.name }),
      ...(detail === undefined ? {} : { detail }),
    });
  }

  /** Children begin later, and only if this activation is still there by then. */
  private later(action: () => void): void {
    this.draft.later(() => {
      if (this.draft.frames.has(this.id)) action();
    });
  }
}
