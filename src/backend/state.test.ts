import { deepStrictEqual } from 'node:assert';
import { describe, expect, it } from 'vitest';
import { Drive } from '../../test/machine/drive.ts';
import type { Json } from '../json/json.ts';
import { activationKey, type Frame, type Instance, instanceStatuses } from '../machine/instance.ts';
import { seededRandom } from '../machine/seeded-random.ts';
import { nothingSeen, type Seen } from '../machine/seen.ts';
import { readInstance, writeGiven, writeState } from './state.ts';

const definition = { namespace: 'shop', name: 'order', version: '1.0.0' };

function instanceOf(change: Partial<Instance> = {}): Instance {
  return {
    id: 'i',
    definition,
    status: 'waiting',
    input: { order: 7 },
    context: {},
    startedAt: 5,
    frames: {},
    sequence: 0,
    seen: nothingSeen,
    ...change,
  };
}

function frameOf(id: string, change: Partial<Frame> = {}): Frame {
  return { id, task: `/do/${id}`, parent: null, input: {}, data: {}, startedAt: 5, ...change };
}

function readAgain(instance: Instance): Instance {
  return readInstance(instance, writeGiven(instance), writeState(instance));
}

/** As JSON keeps it: without members that are undefined, and nothing shared. */
function copyOf<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}

/** Where one value stands in several places, by the first of them. */
function sharing(instance: Instance): readonly string[] {
  const first = new Map<unknown, string>();
  const shared: string[] = [];
  const look = (value: unknown, place: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const before = first.get(value);
    if (before === undefined) first.set(value, place);
    else shared.push(`${place} is ${before}`);
  };
  look(instance.input, 'input');
  look(instance.context, 'context');
  look(instance.seen, 'seen');
  for (const { id, input, data, context, seen, waits, early } of Object.values(instance.frames)) {
    look(input, `input of ${id}`);
    look(data, `data of ${id}`);
    look(context, `context of ${id}`);
    look(seen, `seen of ${id}`);
    look(waits, `waits of ${id}`);
    look(early, `early of ${id}`);
  }
  return shared;
}

/** An instance as the machine makes them: what is inside another activation has a higher number. */
function randomInstance(seed: string): Instance {
  const random = seededRandom(() => seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const chance = (probability: number): boolean => random() < probability;
  const maybe = <Part>(probability: number, make: () => Part): Part | undefined =>
    chance(probability) ? make() : undefined;
  const values: (() => Json)[] = [
    () => null,
    () => chance(0.5),
    () => below(3),
    () => ['', 'a', '\u2028"\\', '𝕏'][below(4)] ?? '',
    () => ({}),
    () => [],
    () => JSON.parse('{ "__proto__": { "toJSON": 1 }, "constructor": [] }'),
    () => ({ b: value(), a: [value()] }),
  ];
  const value = (): Json => values[below(values.length)]?.() ?? null;
  const seen = (): Seen => ({
    taken: chance(0.5) ? [] : [below(9), 20],
    floor: below(2),
    passed: chance(0.5) ? {} : { k: below(9) },
    ignored: chance(0.5) ? {} : { l: below(9) },
  });
  const parent = { instance: 'p', key: 'p/do/0~1' };

  const instance = instanceOf({
    id: chance(0.9) ? `i${seed}` : 'a:b',
    status: instanceStatuses[below(instanceStatuses.length)] ?? 'running',
    input: value(),
    context: chance(0.5) ? {} : value(),
    startedAt: below(3),
    sequence: below(9),
    seen: chance(0.5) ? nothingSeen : seen(),
    ...present({
      parent: maybe(0.3, () => parent),
      output: maybe(0.3, value),
      error: maybe(0.2, () => ({ type: 'about:blank', status: 500, title: 'No' })),
      endedAt: maybe(0.2, () => below(9)),
      told: maybe(0.3, () => 1 + below(9)),
      suspension: maybe(0.3, () => ({
        since: 4,
        held: [{ kind: 'completed', key: 'e', output: value() }] as const,
        timers: { 1: { timeout: 4 } },
      })),
    }),
  });

  const frames: Record<string, Frame> = {};
  for (const _ of Array(below(7))) {
    const known = Object.values(frames);
    const around = known[below(known.length)];
    const waits = maybe(0.3, () => ['k']);
    const id = String((Number(known.at(-1)?.id ?? -1) || 0) + 1 + below(3));
    const task = ['', '/do/0/a', '/do/1/a b', '/use/functions/ü'][below(4)] ?? '';
    const input = chance(0.5) ? (around === undefined ? instance.input : around.data) : value();
    frames[id] = {
      ...{ id, task, input, parent: around?.id ?? null, startedAt: below(3) },
      data: chance(0.5) ? input : value(),
      ...present({
        variables: maybe(0.2, () => ({ item: value() })),
        memory: maybe(0.2, () => ({ index: 0 })),
        waits,
        early: maybe(0.2, () => (chance(0.5) ? (waits ?? ['l']) : [])),
        timers: maybe(0.2, () => (chance(0.5) ? {} : { wait: 3 })),
        rested: maybe(0.2, () => 0),
        effect: maybe(0.5, () => (chance(0.8) ? activationKey(instance.id, task, id) : 'e')),
        subscribed: maybe(0.1, () => true as const),
        child: maybe(0.1, () => 'c'),
        context: maybe(0.3, () =>
          chance(0.5) ? lineOf({ ...instance, frames }, around, 'context') : value(),
        ),
        seen: maybe(0.3, () => (chance(0.5) ? lineOf({ ...instance, frames }, around, 'seen') : seen())),
      }),
    };
  }
  return { ...instance, frames };
}

/** Of the nearest activation around that has it, or of the instance. */
function lineOf<Part extends 'context' | 'seen'>(instance: Instance, frame: Frame | undefined, part: Part) {
  for (let at = frame; at !== undefined; at = instance.frames[at.parent ?? '-']) {
    if (at[part] !== undefined) return at[part];
  }
  return instance[part];
}

type Present<Members> = { [Name in keyof Members]?: Exclude<Members[Name], undefined> };

function present<Members extends object>(members: Members): Present<Members> {
  const entries = Object.entries(members).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as Present<Members>;
}

describe('a stored instance', () => {
  it.each(Array.from({ length: 20 }, (_, block) => block))('is read as it was (block %d)', (block) => {
    for (let number = 0; number < 100; number++) {
      const instance = randomInstance(`${block}-${number}`);
      const again = readAgain(instance);
      // Other than those of expect, these tell keys of any name apart, and absent members from undefined ones.
      deepStrictEqual(again, copyOf(instance));
      deepStrictEqual(sharing(again), sharing(instance));
      deepStrictEqual(JSON.parse(writeState(again)), JSON.parse(writeState(instance)));
    }
  });

  it('is pending before its first turn', () => {
    const { status: _, ...rest } = instanceOf();
    const head = { ...rest, status: 'pending' as const };
    expect(readInstance(head, '{"input":{"order":7}}', '')).toStrictEqual(head);
  });

  it('says nothing of what is as at first', () => {
    expect(writeState(instanceOf())).toBe('{"sequence":0}');
    expect(writeGiven(instanceOf())).toBe('{"input":{"order":7}}');
  });

  it.each<[string, Partial<Instance>, string]>([
    ['an empty list as context', { context: [] }, '"context":[]'],
    ['no context', { context: null }, '"context":null'],
    ['an output that is null', { output: null }, '"output":null'],
    ['what was seen', { seen: { ...nothingSeen, floor: 3 } }, '"floor":3'],
  ])('keeps %s', (_, change, part) => {
    expect(writeState(instanceOf(change))).toContain(part);
    expect(readAgain(instanceOf(change))).toStrictEqual(instanceOf(change));
  });

  it('writes equal values apart that are not the same one', () => {
    const frames = { 0: frameOf('0', { input: { order: 7 }, data: { order: 7 } }) };
    const again = readAgain(instanceOf({ frames }));
    expect(sharing(again)).toEqual([]);
    expect(again.frames).toStrictEqual(frames);
  });

  it('keeps an effect under another key than that of its activation', () => {
    const frames = { 0: frameOf('0', { effect: 'i/do/0~1' }), 1: frameOf('1', { effect: 'i/do/1~1' }) };
    const stored = writeState(instanceOf({ frames }));
    expect(stored).toContain('i/do/0~1');
    expect(stored).not.toContain('i/do/1~1');
    expect(readAgain(instanceOf({ frames })).frames).toStrictEqual(frames);
  });

  it('may be all in one text, as it was written once', () => {
    const { frames } = new Drive('do: [{ a: { wait: PT1S } }]').instance;
    const instance = instanceOf({ frames, parent: { instance: 'p', key: 'k' }, told: 2 });
    const text = JSON.stringify(instance);
    expect(readInstance(instance, text, text)).toStrictEqual(instance);
  });
});

describe('what the machine hands on is written once', () => {
  const input = { text: 'x'.repeat(100) };

  function times(instance: Instance): number {
    return writeState(instance).split(input.text).length - 1;
  }

  it.each([
    ['a list', 'do: [{ a: { do: [{ b: { wait: PT1S } }] } }]'],
    ['a retried task', 'do: [{ a: { try: [{ b: { wait: PT1S } }], catch: {} } }]'],
    ['a fork', 'do: [{ a: { fork: { branches: [{ b: { wait: PT1S } }, { c: { wait: PT1S } }] } } }]'],
    ['a loop', "do: [{ a: { for: { in: '[1]' }, do: [{ b: { wait: PT1S } }] } }]"],
    ['a filter that changes nothing', 'do: [{ a: { input: { from: . }, wait: PT1S } }]'],
    ['an activity', 'do: [{ a: { call: http, with: { method: get, endpoint: http://127.0.0.1 } } }]'],
    ['a suspended instance', 'do: [{ a: { wait: PT1S } }]'],
  ])('by %s', (name, yaml) => {
    const run = new Drive(yaml, { input });
    if (name === 'a suspended instance') run.take({ kind: 'suspend' });
    expect(Object.keys(run.instance.frames).length).toBeGreaterThan(1);
    expect(times(run.instance)).toBe(0);
  });

  it('as the context of branches, and what was seen before the fork', () => {
    const run = new Drive(
      `
do:
  - a: { set: '\${ . }', export: { as: . } }
  - b: { fork: { branches: [{ c: { wait: PT1S } }, { d: { wait: PT1S } }] } }`,
      { input },
    );
    expect(times(run.instance)).toBe(1);
    expect(writeState(run.instance)).not.toContain('taken');
  });

  it('as keys of waits that are all correlated', () => {
    const filter = '{ with: { type: t }, correlate: { key: { from: .a, expect: "7" } } }';
    const run = new Drive(`do: [{ a: { listen: { to: { one: ${filter} } } } }]`);
    const [key = expect.fail('it waits for nothing')] = run.waits.keys();
    expect(writeState(run.instance).split(key)).toHaveLength(2);
  });
});
