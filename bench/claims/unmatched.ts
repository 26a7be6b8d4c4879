import { join } from 'node:path';
import type { CloudEvent } from '../../src/events/index.ts';
import type { Claim, ClaimOptions, Figure } from '../claim.ts';
import { versionOf } from '../machine.ts';
import { startRedis } from '../redis.ts';
import { concurrently } from '../scale/concurrently.ts';
import { type BenchEngine, withEngine } from '../scale/engine.ts';
import { inFolder } from '../scale/folder.ts';
import { createPoster } from '../systems/poster.ts';
import { startService } from '../worker.ts';
import { awaitEvent, eventType } from '../workflows.ts';

/** Events of one measurement. */
const events = 5_000;

/** Requests under way at a time. */
const atATime = 64;

/** Workflows that listen for something else. */
const workflows = 20;

/** A way in, with the code that it takes an event through. */
type Send = (event: CloudEvent) => Promise<unknown>;

/**
 * How many events a second are taken in, durably and with the check for duplicates, when nothing waits for them. About
 * half a minute a round.
 */
export const claim: Claim = {
  name: 'unmatched',
  title: 'Events taken in that match nothing',
  rounds: 3,
  minutes: 1.5,
  async run(options) {
    const redis = await startRedis();
    try {
      const figures = [
        ...(await figuresOf('redis', redis.url, ['serve', '--store', redis.url], options)),
        ...(await inFolder((folder) => {
          const store = `sqlite:${join(folder, 'store.db')}`;
          return figuresOf('sqlite', store, ['dev', '--store', store], options);
        })),
      ];
      return {
        configuration: {
          'events each': options.quick ? events / 10 : events,
          'requests at a time': atATime,
          'workflows that listen': workflows,
          redis: redis.version,
          libsql: versionOf('libsql'),
          durability: 'redis appendfsync always; sqlite synchronous FULL',
        },
        figures,
        notes: [
          'Over HTTP one request carries one event in binary mode; the sender shares the cores with the ingress and the store.',
          'In process: `accept` of an engine, which looks for subscriptions and writes.',
          'Of a known type: a workflow correlates events of this type, so the event is kept under its key for waits that come later.',
        ],
      };
    } finally {
      await redis.stop();
    }
  },
};

async function figuresOf(
  store: string,
  url: string,
  command: readonly string[],
  options: ClaimOptions,
): Promise<readonly Figure[]> {
  const alone = await withEngine(url, { start: false }, async ({ client, engine }: BenchEngine) => {
    await applyAll(client);
    const accept: Send = (event) => engine.accept(event);
    return [
      await rateOf(`${store}, in process, type unknown`, 'bench.nothing', accept, options),
      await rateOf(`${store}, in process, type known`, eventType, accept, options),
    ];
  });
  const service = await startService([...command, '--port', '0']);
  const poster = createPoster(service.url ?? '');
  try {
    const post: Send = ({ id, source, type, data }) =>
      poster.post(
        {
          'ce-specversion': '1.0',
          'ce-id': id,
          'ce-source': source,
          'ce-type': type,
          'content-type': 'application/json',
        },
        JSON.stringify(data),
      );
    return [...alone, await rateOf(`${store}, over HTTP, type unknown`, 'bench.nothing', post, options)];
  } finally {
    poster.close();
    await service.stop();
  }
}

async function applyAll(client: BenchEngine['client']): Promise<void> {
  for (let number = 0; number < workflows; number++) {
    await client.apply([awaitEvent(`1.0.${number}`)], { plugins: ['note'] });
  }
}

async function rateOf(
  name: string,
  type: string,
  send: Send,
  { rounds, quick, note }: ClaimOptions,
): Promise<Figure> {
  const count = quick ? events / 10 : events;
  const rates: number[] = [];
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    const begin = performance.now();
    await concurrently(count, atATime, (number) => {
      const id = `${name}-${round}-${number}`;
      return send({ specversion: '1.0', id, source: '/bench', type, data: { key: id } });
    });
    const rate = count / ((performance.now() - begin) / 1000);
    if (round > 0) rates.push(rate);
  }
  note(`  ${name}: ${rates.map((rate) => rate.toFixed(0)).join(', ')} events/s`);
  return { name, unit: 'events/s', better: 'higher', rounds: rates };
}
