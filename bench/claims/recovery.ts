import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Claim, ClaimOptions, Figure } from '../claim.ts';
import { beside } from '../contest.ts';
import { median } from '../measure.ts';
import { startRedis } from '../redis.ts';
import plugin, { type Beat, readBeats } from '../scale/beats.ts';
import { withEngine } from '../scale/engine.ts';
import { inFolder } from '../scale/folder.ts';
import { type Service, startService } from '../worker.ts';
import { namespace, workflow } from '../workflows.ts';

/** Instances of one try: at least half of them run in the process that is killed. */
const instances = 40;

/** Milliseconds that each activity takes. */
const working = 200;

/** Milliseconds of work before a process is killed, each try a little more: leases are not always of one age. */
const lead = 2_000;

/** Milliseconds in which every instance has to go on. */
const patience = 20_000;

/** Calls `beat` until it is told to end. */
const beating = workflow('beating', '1.0.0', [
  {
    step: {
      call: 'beat',
      with: { file: '${ .file }', key: '${ .key }', milliseconds: '${ .milliseconds }' },
    },
  },
  { again: { switch: [{ more: { when: '.key != null', then: 'step' } }, { enough: { then: 'end' } }] } },
]);

/** Two worker processes, and SIGKILL for one of them while it runs activities. About ten seconds a try. */
export const claim: Claim = {
  name: 'recovery',
  title: 'From the SIGKILL of one of two workers until its instances go on',
  rounds: 5,
  minutes: 1.5,
  run: (options) =>
    inFolder(async (folder) => {
      const redis = await startRedis();
      try {
        const tries = options.rounds;
        const found: (readonly number[])[] = [];
        for (let number = 0; number < tries; number++) {
          found.push(await kill(redis.url, join(folder, `beats-${number}`), number, options));
        }
        const figure = (name: string, read: (times: readonly number[]) => number): Figure => ({
          name,
          unit: 's',
          better: 'lower',
          rounds: found.map((times) => read(times) / 1000),
          bound: { atMost: 5 },
        });
        return {
          configuration: {
            tries,
            instances,
            'milliseconds of an activity': working,
            redis: redis.version,
            durability: 'appendfsync always',
          },
          figures: [
            figure('until the first of them goes on', (times) => Math.min(...times)),
            figure('until the median of them goes on', median),
            figure('until the last of them goes on', (times) => Math.max(...times)),
          ],
          notes: ['An instance goes on when its activity is begun anew by the other process.'],
        };
      } finally {
        await redis.stop();
      }
    }),
};

/** Milliseconds from the kill until each instance of the killed process has begun its next activity. */
async function kill(
  url: string,
  file: string,
  number: number,
  { note }: ClaimOptions,
): Promise<readonly number[]> {
  const workers: Service[] = [];
  writeFileSync(file, '');
  try {
    const start = () => startService(['worker', '--store', url, '--plugin', beside('scale/beats')]);
    workers.push(...(await Promise.all([start(), start()])));
    return await withEngine(url, { start: false }, async ({ client }) => {
      await client.apply([beating], { plugins: [plugin.name] });
      const ids = await Promise.all(
        Array.from({ length: instances }, async (_, index) => {
          const input = { file, key: `${index}`, milliseconds: working };
          return (await client.startInstance({ workflow: { namespace, name: 'beating' }, input })).id;
        }),
      );
      await sleep(lead + number * 170);
      const victim = busiest(workers, lastOf(readBeats(file)));
      const at = Date.now();
      await victim?.stop('SIGKILL');
      const before = lastOf(readBeats(file).filter((beat) => beat.at <= at));
      const orphans = [...before.values()].filter(({ pid }) => pid === victim?.pid).map(({ key }) => key);
      if (orphans.length === 0) throw new Error('the killed process ran nothing');
      const times = await timesAfter(file, orphans, at, victim?.pid);
      note(
        `  try ${number + 1}: ${orphans.length} instances went on after ${times.map((time) => time.toFixed(0)).join(', ')} ms`,
      );
      await Promise.all(ids.map((id) => client.cancelInstance({ id })));
      return times;
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
  }
}

async function timesAfter(
  file: string,
  keys: readonly string[],
  at: number,
  victim: number | undefined,
): Promise<readonly number[]> {
  const late = at + patience;
  for (;;) {
    const firsts = new Map<string, number>();
    for (const { key, pid, at: when } of readBeats(file)) {
      if (when > at && pid !== victim && !firsts.has(key)) firsts.set(key, when - at);
    }
    const times = keys.map((key) => firsts.get(key) ?? Number.POSITIVE_INFINITY);
    if (times.every(Number.isFinite)) return [...times].sort((one, other) => one - other);
    if (Date.now() > late) throw new Error(`after ${patience} ms some instances have not gone on`);
    await sleep(100);
  }
}

/** The process that runs most of them: instances stay where they are, and need not be spread evenly. */
function busiest(workers: readonly Service[], last: ReadonlyMap<string, Beat>): Service | undefined {
  const load = ({ pid }: Service): number => [...last.values()].filter((beat) => beat.pid === pid).length;
  return [...workers].sort((one, other) => load(other) - load(one))[0];
}

/** The last call of each instance. */
function lastOf(beats: readonly Beat[]): ReadonlyMap<string, Beat> {
  return new Map(beats.map((beat) => [beat.key, beat]));
}
