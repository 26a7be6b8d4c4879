import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../src/client/index.ts';
import type { ClaimOptions, Figure, Measured } from '../claim.ts';
import { moduleUrl } from '../package.ts';
import { inFolder } from '../scale/folder.ts';
import { type Load, runLoad } from './load.ts';
import { mix, soakFiles } from './mix.ts';
import { keepEnded, keepEvents, type Services } from './services.ts';
import { growthPerHour } from './slope.ts';
import { type Watch, watchSoak } from './watch.ts';

/** Unless `--minutes` says otherwise. */
const defaultMinutes = 3;

/** Of the rates of the mix, for a machine that has other things to do. */
const share = Number(process.env['EVENTCTL_SOAK_SHARE'] ?? 1);

/** Growth is judged when the load lasted so many minutes: in less, noise looks like growth. */
const enoughMinutes = 20;

/** Megabytes an hour. */
const bounds = { heap: 10, RSS: 40, store: 20 };

const lookEvery = 10;

/** Kinds of keys that are there once in each partition, from the first use on. */
const keysOfAStore = 40;

/** Seconds that what lives after the load may take to end: then it is stuck. A busy machine may take a part of them. */
const stuckAfter = 300;

/**
 * Lets the mix run on services for some minutes, waits until all of it has ended and is forgotten, and tells what grew and
 * what is left. Its bounds are about what is lost, stuck or kept, and no speed is among them: other things may run beside.
 */
export async function soak(
  start: (folder: string) => Promise<Services>,
  options: ClaimOptions,
): Promise<Measured> {
  return inFolder(async (folder) => {
    const services = await start(folder);
    try {
      return await soakOn(services, options);
    } finally {
      await services.stop();
    }
  });
}

async function soakOn(services: Services, { minutes: asked, quick, note }: ClaimOptions): Promise<Measured> {
  const minutes = asked ?? (quick ? 0.5 : defaultMinutes);
  const client = await connect(services.url);
  await client.apply(soakFiles(), { plugins: ['step', 'flaky'] });
  await sleep(3_000);
  const baseline = await services.store.counts();
  const watch = watchSoak(client, services, workflows);
  const spent = services.processes.map(({ cpu }) => cpu());
  const begin = performance.now();
  const load = await underLoad({ client, services, watch, minutes, note });
  const seconds = (performance.now() - begin) / 1000;
  const busy = services.processes.map(({ name, cpu }, index) => ({
    name,
    share: (cpu() - (spent[index] ?? 0)) / seconds,
  }));
  const longest = await services.store.longest?.();
  await drained(watch, note);
  const left = await afterRetention(services, baseline, note);
  return measured({ services, watch, load, minutes, left, busy, longest });
}

const workflows = [...mix.flatMap(({ workflow, starts = {} }) => [workflow, ...Object.keys(starts)])];

async function connect(url: string): Promise<Client> {
  const { createRemoteClient }: typeof import('../../src/client/remote.ts') = await import(
    moduleUrl('client/remote.js')
  );
  return createRemoteClient({ url });
}

async function underLoad(soaked: {
  readonly client: Client;
  readonly services: Services;
  readonly watch: Watch;
  readonly minutes: number;
  readonly note: (line: string) => void;
}): Promise<Load> {
  const { client, services, watch, minutes, note } = soaked;
  let over = false;
  let current: Load | undefined;
  const running = runLoad({
    client,
    ingress: services.url,
    seconds: minutes * 60,
    share,
    note,
    begun: (load) => {
      current = load;
    },
  }).finally(() => {
    over = true;
  });
  const from = performance.now();
  for (let at = lookEvery; !over; at += lookEvery) {
    await Promise.race([sleep(from + at * 1000 - performance.now()), running]);
    if (over) break;
    await watch.look((performance.now() - from) / 1000);
    note(`  ${at} s: ${lineOf(watch, current)}`);
  }
  return running;
}

function lineOf(watch: Watch, load: Load | undefined): string {
  const sizes = [...watch.sizes].map(([name, points]) => `${name} ${points.at(-1)?.value.toFixed(1)}`);
  return `${sizes.join(', ')}, live ${watch.live}, failed ${load?.failed ?? 0}, not completed ${watch.others.size}`;
}

/** Waits until nothing of the load lives any more, or is stuck. */
async function drained(watch: Watch, note: (line: string) => void): Promise<void> {
  const until = performance.now() + stuckAfter * 1000;
  do {
    await sleep(1_000);
    await watch.lookAtInstances();
  } while (watch.live > 0 && performance.now() < until);
  note(`  drained: ${watch.live} live`);
}

/** What is left of the load when all of it should be forgotten: names and numbers of keys. */
async function afterRetention(
  { store }: Services,
  baseline: ReadonlyMap<string, number>,
  note: (line: string) => void,
): Promise<ReadonlyMap<string, number>> {
  const until = performance.now() + (Math.max(keepEnded, keepEvents) + 60) * 1000;
  for (;;) {
    const counts = await store.counts();
    const left = new Map([...counts].map(([kind, count]) => [kind, count - (baseline.get(kind) ?? 0)]));
    for (const [kind, count] of left) if (count <= 0) left.delete(kind);
    if (sum(left.values()) <= keysOfAStore || performance.now() > until) return left;
    note(`  ${sum(left.values())} keys left`);
    await sleep(lookEvery * 1000);
  }
}

function measured({
  services,
  watch,
  load,
  minutes,
  left,
  busy,
  longest,
}: {
  readonly services: Services;
  readonly watch: Watch;
  readonly load: Load;
  readonly minutes: number;
  readonly left: ReadonlyMap<string, number>;
  readonly busy: readonly { readonly name: string; readonly share: number }[];
  readonly longest: ReadonlyMap<string, number> | undefined;
}): Measured {
  const owed = sum(load.owed.values());
  const missing = [...load.owed].map(([workflow, count]) => {
    const completed = watch.completed.get(workflow)?.size ?? 0;
    return { workflow, missing: count - completed };
  });
  const amiss = missing.filter((one) => one.missing !== 0);
  const growth = [...watch.sizes].flatMap(([name, points]): Figure[] => {
    if (name === 'keys') return [];
    const kind = name.startsWith('heap') ? 'heap' : name.startsWith('RSS') ? 'RSS' : 'store';
    const bound = minutes >= enoughMinutes ? { bound: { atMost: bounds[kind] } } : {};
    return [{ ...figure(`growth of ${name}`, 'MB/h', growthPerHour(points)), ...bound }];
  });
  const most = [...watch.sizes].map(([name, points]) =>
    figure(`${name}, most`, name === 'keys' ? '' : 'MB', Math.max(...points.map(({ value }) => value))),
  );
  return {
    configuration: {
      ...services.configuration,
      minutes,
      'starts a second': share * mix.reduce((total, { rate }) => total + rate, 0),
      'ended instances stay': `${keepEnded} s`,
      'events stay': `${keepEvents} s`,
    },
    figures: [
      { name: 'instances', unit: '/s', better: 'higher', rounds: [owed / (minutes * 60)] },
      { ...figure('requests that failed', '', load.failed), bound: { atMost: 0 } },
      {
        ...figure('instances lost, or started twice', '', sum(amiss.map((one) => Math.abs(one.missing)))),
        bound: { atMost: 0 },
      },
      { ...figure('instances that faulted', '', watch.others.size), bound: { atMost: 0 } },
      { ...figure(`stuck: live ${stuckAfter} s after the load`, '', watch.live), bound: { atMost: 0 } },
      figure('oldest live instance at any time', 's', watch.oldest),
      { ...figure('keys left at the end', '', sum(left.values())), bound: { atMost: keysOfAStore } },
      ...growth,
      ...most,
      ...[...(longest ?? [])].map(([event, most]) => figure(`longest ${event} of Redis`, 'ms', most)),
      ...busy.map(({ name, share }) => figure(`CPU of ${name}`, '% of a core', share * 100)),
    ],
    notes: [
      `${owed} instances of ${load.owed.size} workflows: ${[...load.owed].map(([name, count]) => `${name} ${count}`).join(', ')}.`,
      'The load comes at fixed rates, a small part of what the machine can do: CPU tells how much.',
      'An audit collects two events of an order; a schedule keeps the latest thousand that are incomplete, so a store that stands still for a minute loses some.',
      `Growth is the slope over the last two thirds of the time, judged from ${enoughMinutes} minutes on; heaps are measured after a collection.`,
      ...(left.size === 0
        ? []
        : [`Left: ${[...left].map(([kind, count]) => `${kind} ${count}`).join(', ')}.`]),
      ...(amiss.length === 0
        ? []
        : [`Amiss: ${amiss.map((one) => `${one.workflow} ${one.missing}`).join(', ')}.`]),
    ],
  };
}

function figure(name: string, unit: string, value: number): Figure {
  return { name, unit, better: 'lower', rounds: [value] };
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}
