import { join } from 'node:path';
import type { Claim, ClaimOptions, Figure } from '../claim.ts';
import { ratio } from '../figures.ts';
import { versionOf } from '../machine.ts';
import { median } from '../measure.ts';
import { startRedis } from '../redis.ts';
import { turnsOf } from '../rounds.ts';
import { type BenchEngine, withEngine } from '../scale/engine.ts';
import { inFolder } from '../scale/folder.ts';
import { createGate, type Gate } from '../scale/gate.ts';
import { namespace, workflow } from '../workflows.ts';

/** Steps at which the latency of one step is measured: with the oldest every other one takes turns. */
const ages = [10, 100, 1_000, 10_000];

/** Steps that are measured at each age in a round. */
const sampled = 500;

/**
 * Instances that are loops of one plug-in step, driven to their ages and held there. Then the ages take turns: one step of
 * each, so that what else the machine does falls on all of them alike. An instance is measured for as many steps as it
 * had behind it, and another one takes its place. About a minute for the oldest and ten seconds a round.
 */
export const claim: Claim = {
  name: 'history-length',
  title: 'One durable step of an instance that has many behind it',
  rounds: 5,
  minutes: 1.5,
  async run(options) {
    const redis = await startRedis();
    try {
      const figures = [
        ...(await figuresOf('redis', redis.url, options)),
        ...(await inFolder((folder) => figuresOf('sqlite', `sqlite:${join(folder, 'store.db')}`, options))),
      ];
      return {
        configuration: {
          'steps a round': sampled,
          redis: redis.version,
          libsql: versionOf('libsql'),
          durability: 'redis appendfsync always; sqlite synchronous FULL',
        },
        figures,
        notes: [
          'A step is from the end of one call of the plug-in to the beginning of the next, with the commit between them; each figure is the median of the steps of its round.',
          'The ages take turns step by step. An instance leaves when it has twice as many steps behind it as its age says.',
        ],
      };
    } finally {
      await redis.stop();
    }
  },
};

/** `call: gate`, over and over. */
const loop = workflow('long', '1.0.0', [
  { step: { call: 'gate', with: { key: '${ .key }', count: '${ .count }' } } },
  { again: { switch: [{ more: { when: '.count > 0', then: 'step' } }, { enough: { then: 'end' } }] } },
]);

function figuresOf(
  store: string,
  url: string,
  { rounds, quick, note }: ClaimOptions,
): Promise<readonly Figure[]> {
  const gate = createGate();
  return withEngine(url, { start: true, plugins: [gate.plugin] }, async ({ client }) => {
    await client.apply([loop], { plugins: ['gate'] });
    const lengths = quick ? ages.map((age) => Math.ceil(age / 10)) : ages;
    const lines = lengths.map((age) => createLine(client, gate, age));
    for (const line of lines) {
      await line.ready();
      note(`  ${store}: an instance has ${line.age} steps behind it`);
    }
    const found = lines.map((): number[] => []);
    // The first round warms up.
    for (let round = 0; round <= rounds; round++) {
      const medians = await stepByTurns(lines, round, quick ? sampled / 10 : sampled);
      if (round === 0) continue;
      for (const [index, value] of medians.entries()) found[index]?.push(value);
      note(`  ${store}: ${medians.map((value) => value.toFixed(3)).join(', ')} ms`);
    }
    await gate.open();
    const figures = lines.map(
      ({ age }, index): Figure => ({
        name: `${store}, from step ${age} on`,
        unit: 'ms',
        better: 'lower',
        rounds: found[index] ?? [],
      }),
    );
    return [...figures, ...ratio(figures.at(-1), figures[0], { bound: { atMost: 1.2 } })];
  });
}

/** Instances of one age, one after the other. */
interface Line {
  readonly age: number;
  /** Resolves when one of the age is there. */
  ready(): Promise<void>;
  /** One step of it, in milliseconds. */
  step(): Promise<number>;
}

function createLine(client: BenchEngine['client'], gate: Gate, age: number): Line {
  let [serial, left] = [0, 0];
  const key = (): string => `${age}-${serial}`;
  return {
    age,
    async ready() {
      if (left > 0) return;
      if (serial > 0) await gate.end(key());
      serial += 1;
      left = age;
      await client.startInstance({ workflow: { namespace, name: 'long' }, input: { key: key(), count: 1 } });
      await gate.step(key(), age);
    },
    step() {
      left -= 1;
      return gate.step(key(), 1);
    },
  };
}

/** Medians of the steps of each line, in milliseconds. */
async function stepByTurns(lines: readonly Line[], round: number, steps: number): Promise<readonly number[]> {
  const times = lines.map((): number[] => []);
  for (let turn = 0; turn < steps; turn++) {
    for (const line of lines) await line.ready();
    // Each turn begins with another age: what one step leaves to do falls on the next one.
    for (const [index, line] of turnsOf([...lines.entries()], round + turn)) {
      times[index]?.push(await line.step());
    }
  }
  return times.map(median);
}
