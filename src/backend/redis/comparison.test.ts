import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeRedis, type RedisServer, startAnyRedis } from '../../../test/redis/server.ts';
import type { CloudEvent } from '../../events/cloudevent.ts';
import { hasEnded, type InstanceStatus } from '../../machine/instance.ts';
import type { Stimulus } from '../../machine/stimulus.ts';
import type { Backend, Turn, Work } from '../backend.ts';
import { createMemoryBackend } from '../memory/index.ts';
import { createRedisBackend } from './index.ts';

/** Everything happens to a store on Redis and to the model in memory; what they answer must be the same. */
describeRedis('redis compared with memory', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startAnyRedis();
  });
  afterAll(() => server.stop());

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('answers as memory does, seed %i', async (seed) => {
    const prefix = `compare-${seed}-${Date.now()}`;
    const retention = 2_000;
    const redis = await createRedisBackend({
      url: server.url,
      prefix,
      retention,
      partitions: 1 + (seed % 4),
    });
    const memory = createMemoryBackend({ retention });
    try {
      const run = new Comparison(seed, [memory, redis]);
      for (let step = 0; step < 300; step++) await run.step();
      await run.compareAll();
    } finally {
      await redis.close();
      await memory.close();
    }
  });
});

const definitions = ['pay', 'ship'].map((name) => ({ namespace: 'shop', name, version: '1.0.0' }));
const statuses: readonly InstanceStatus[] = [
  'running',
  'running',
  'waiting',
  'waiting',
  'waiting',
  'completed',
  'faulted',
];

class Comparison {
  private readonly random: () => number;
  private readonly stores: readonly Backend[];
  /** Arrival numbers differ from store to store, so each is known by its event. */
  private readonly arrivals: readonly Map<string, number>[];
  private readonly created = new Set<string>();
  private now = 1_000;
  private serial = 0;

  constructor(seed: number, stores: readonly Backend[]) {
    this.random = mulberry(seed);
    this.stores = stores;
    this.arrivals = stores.map(() => new Map());
  }

  async step(): Promise<void> {
    this.now += this.below(100);
    const steps = [
      this.create,
      this.push,
      this.accept,
      this.accept,
      this.settle,
      this.renew,
      this.take,
      this.fire,
    ];
    const step = this.random() < 0.5 ? this.turn : this.pick(steps);
    await step.call(this);
  }

  async compareAll(): Promise<void> {
    await this.both((store) => store.doorbell.sweep({ now: this.now, before: this.now }));
    await this.both((store) => store.doorbell.nextTimer());
    await this.both(async (store) =>
      (await store.events.list({ limit: 1_000 })).map(({ event, acceptedAt, deliveries }) => ({
        event,
        acceptedAt,
        deliveries,
      })),
    );
    for (const status of [undefined, ...new Set(statuses)]) {
      const query = { limit: 1 + this.below(20), name: this.pick(definitions).name };
      await this.both((store) =>
        store.instances.list({ ...query, ...(status === undefined ? {} : { status }) }),
      );
    }
    for (const instance of this.created) {
      await this.load(instance);
      const after = this.below(5);
      await this.both((store) => store.history.read({ instance, after }));
    }
  }

  private create(): Promise<unknown> {
    const id = this.instance();
    this.created.add(id);
    const request = { id, definition: this.pick(definitions), input: { step: this.now }, now: this.now };
    return this.both((store) => store.instances.create(request));
  }

  private push(): Promise<unknown> {
    const request = {
      instance: this.instance(),
      id: `push-${this.below(9)}`,
      stimulus: cancel,
      now: this.now,
    };
    return this.both((store) => store.instances.push(request));
  }

  private accept(): Promise<unknown> {
    const starts = this.some([this.instance(), this.instance()], 0.2);
    const event: CloudEvent = {
      specversion: '1.0',
      id: `e${this.below(60)}`,
      source: 'shop',
      type: 'sold',
      data: [],
    };
    const routed = {
      event,
      now: this.now,
      keys: [this.key(), this.key()].map((key) => ({ key, keep: this.random() < 0.7 })),
      starts: starts.map((id) => ({ id, definition: this.pick(definitions), input: null, now: this.now })),
    };
    for (const id of starts) this.created.add(id);
    return this.both(async (store) => {
      // Partitions that an event does not touch forget old ones no sooner than the next sweep.
      await store.doorbell.sweep({ now: this.now, before: 0 });
      return store.events.accept(routed);
    });
  }

  private settle(): Promise<unknown> {
    const [instance, key] = [this.instance(), this.effect()];
    const result: Stimulus = { kind: 'completed', key, output: this.now };
    const request = { instance, key, now: this.now, ...(this.random() < 0.8 ? { result } : {}) };
    return this.both((store) => store.effects.settle(request));
  }

  private renew(): Promise<unknown> {
    const request = { instance: this.instance(), key: this.effect(), lease: this.lease() };
    return this.both((store) => store.effects.renew(request));
  }

  private take(): Promise<unknown> {
    const request = { now: this.now, lease: this.lease(), limit: 1_000 };
    return this.both(async (store) => {
      const taken = await store.effects.takeExpired(request);
      return taken.map((pending) => JSON.stringify(pending)).sort();
    });
  }

  private fire(): Promise<unknown> {
    return this.both((store) => store.doorbell.fire(this.now));
  }

  private async turn(): Promise<void> {
    const instance = this.instance();
    const [first, second] = await this.load(instance);
    if (first === undefined || second === undefined || hasEnded(first.instance.status)) return;
    const consumed = first.inbox.map((_, index) => index).filter(() => this.random() < 0.8);
    const turn = this.plan(first);
    const stale = this.random() < 0.1 ? 1 : 0;
    await this.both((store) => {
      const which = this.stores.indexOf(store);
      const { inbox, version } = which === 0 ? first : second;
      return store.instances.commit({
        ...turn,
        version: version - stale,
        consumed: consumed.map((index) => inbox[index]?.id ?? ''),
        commands: { ...turn.commands, waits: this.waits(turn, which, instance) },
      });
    });
  }

  private plan(work: Work): Turn {
    const status = this.pick(statuses);
    const effects = this.some([this.effect(), this.effect()], 0.5);
    const ends = hasEnded(status) ? { endedAt: this.now } : {};
    return {
      instance: { ...work.instance, status, context: { turn: this.serial++ }, ...ends },
      version: 0,
      consumed: [],
      lease: this.lease(),
      history: this.some([1, 2, 3], 0.6).map((number) => ({
        time: this.now,
        type: 'task.started',
        task: `/do/${number}`,
      })),
      commands: {
        effects: {
          add: effects.map((key) => ({ kind: 'activity', key, frame: '1' })),
          remove: [this.effect()],
        },
        waits: {
          add: [this.key(), this.key()].map((key) => ({ key, early: this.random() < 0.6 })),
          remove: this.some([this.key()], 0.5),
        },
        timers: { set: [{ id: this.timer(), at: this.now + this.below(500) }], clear: [this.timer()] },
      },
    };
  }

  /** Some early waits go on after an event that the instance has seen, by the number it had in that store. */
  private waits({ commands }: Turn, which: number, instance: string): Turn['commands']['waits'] {
    const add = commands.waits.add.map((wait, index) => {
      const since = this.arrivals[which]?.get(`${instance} e${(this.serial + index) % 60}`);
      return since === undefined ? wait : { ...wait, since };
    });
    return { add, remove: commands.waits.remove };
  }

  private async load(instance: string): Promise<(Work | undefined)[]> {
    const works = await Promise.all(this.stores.map((store) => store.instances.load(instance)));
    works.forEach((work, which) => {
      for (const { stimulus } of work?.inbox ?? []) {
        if (stimulus.kind === 'event')
          this.arrivals[which]?.set(`${instance} ${stimulus.event.id}`, stimulus.arrival);
      }
    });
    const [expected, actual] = works.map(withoutArrivals);
    expect(actual).toEqual(expected);
    return works;
  }

  private async both<Answer>(ask: (store: Backend) => Promise<Answer>): Promise<void> {
    const answers: Answer[] = [];
    for (const store of this.stores) answers.push(await ask(store));
    expect(answers[1]).toEqual(answers[0]);
  }

  private lease(): Turn['lease'] {
    return { owner: this.pick(['one', 'two']), until: this.now + this.below(300) };
  }

  private instance = (): string => `i${this.below(12)}`;
  private key = (): string => this.pick(['order:1', 'order:{2}', 'any\n"ü"/', 'type']);
  private timer = (): string => this.pick(['wait', 'timeout\n2', 'retry:3']);
  private effect = (): string => this.pick(['/do/0/pay~1', '/do/1/ship~2', '/do/2/x~3']);
  private below = (limit: number): number => Math.floor(this.random() * limit);

  private pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('Nothing to pick from');
    return item;
  }

  private some<Item>(items: readonly Item[], share: number): Item[] {
    return items.filter(() => this.random() < share);
  }
}

const cancel: Stimulus = { kind: 'cancel', reason: 'test' };

/** Arrival numbers stand in stimuli and in the ids of their entries. */
function withoutArrivals(work: Work | undefined): unknown {
  if (work === undefined) return undefined;
  const inbox = work.inbox.map(({ id, stimulus }) =>
    stimulus.kind === 'event'
      ? { id: id.replace(String(stimulus.arrival), stimulus.event.id), stimulus: { ...stimulus, arrival: 0 } }
      : { id, stimulus },
  );
  return { ...work, inbox };
}

/** A small seeded generator: numbers in [0, 1). */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}
