import { join } from 'node:path';
import type { Claim, ClaimOptions, Figure } from '../claim.ts';
import { ratio } from '../figures.ts';
import { median } from '../measure.ts';
import { startRedis } from '../redis.ts';
import { withEngine } from '../scale/engine.ts';
import { inFolder } from '../scale/folder.ts';
import { createGate, type Gate } from '../scale/gate.ts';
import { namespace, workflow } from '../workflows.ts';

/** Steps at which the latency of one step is measured: with the oldest every other one takes turns. */
const ages = [10, 100, 1_000, 10_000];

/** Steps that are measured of each instance in a round. */
const sampled = 150;

/**
 * One instance a length, each a loop of one plug-in step, driven to its length and held there. Then they take turns: one
 * step of each, so that what else the machine does falls on all of them alike. Takes about two minutes.
 */
export const claim: Claim = {
  name: 'history-length',
  title: 'One durable step of an instance that has many behind it',
  rounds: 5,
  minutes: 3,
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
          durability: 'redis appendfsync always; sqlite synchronous FULL',
        },
        figures,
        notes: [
          'A step is from the end of one call of the plug-in to the beginning of the next, with the commit between them.',
        ],
      };
    } finally {
      await redis.stop();
    }
  },
};

/** `call: gate`, over and over. Its output is how often it was called. */
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
    for (const length of lengths) {
      const input = { key: `${length}`, count: 1 };
      await client.startInstance({ workflow: { namespace, name: 'long' }, input });
      await gate.step(`${length}`, length);
      note(`  ${store}: an instance has ${length} steps behind it`);
    }
    const found = lengths.map((): number[] => []);
    for (let round = 0; round < rounds; round++) {
      const medians = await stepByTurns(gate, lengths);
      for (const [index, value] of medians.entries()) found[index]?.push(value);
    }
    await gate.open();
    const figures = lengths.map(
      (length, index): Figure => ({
        name: `${store}, from step ${length} on`,
        unit: 'ms',
        better: 'lower',
        rounds: found[index] ?? [],
      }),
    );
    return [...figures, ...ratio(figures.at(-1), figures[0], { bound: { atMost: 1.2 } })];
  });
}

/** Medians of the steps of each instance, in milliseconds. */
async function stepByTurns(gate: Gate, lengths: readonly number[]): Promise<readonly number[]> {
  const times = lengths.map((): number[] => []);
  for (let turn = 0; turn < sampled; turn++) {
    for (const [index, length] of lengths.entries()) times[index]?.push(await gate.step(`${length}`, 1));
  }
  return times.map(median);
}
