import type { Client } from '../../src/client/index.ts';
import { namespace } from '../workflows.ts';
import type { Services } from './services.ts';
import type { Point } from './slope.ts';

/** What was seen of a soak so far. */
export interface Seen {
  /** Megabytes, by what they are of: `heap of worker 1`, `RSS of Redis`, `store`. */
  readonly sizes: ReadonlyMap<string, readonly Point[]>;
  /** Ids of instances that completed, by workflow. */
  readonly completed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Instances that ended otherwise. */
  readonly others: ReadonlySet<string>;
  /** Instances that live now, and the most seconds one of them had lived at any look. */
  readonly live: number;
  readonly oldest: number;
}

export interface Watch extends Seen {
  /** Looks at everything. `seconds` since the load began. */
  look(seconds: number): Promise<void>;
  /** Looks at instances only. */
  lookAtInstances(): Promise<void>;
}

const liveStatuses = ['pending', 'running', 'waiting', 'suspended'] as const;
const limit = 1_000;

/** Every instance is seen after its end as long as two looks are less than its stay apart. */
export function watchSoak(client: Client, services: Services, workflows: readonly string[]): Watch {
  const sizes = new Map<string, Point[]>();
  const completed = new Map<string, Set<string>>(workflows.map((workflow) => [workflow, new Set()]));
  const others = new Set<string>();
  let [live, oldest] = [0, 0];

  function note(name: string, at: number, value: number | undefined): void {
    if (value === undefined) return;
    const points = sizes.get(name) ?? [];
    sizes.set(name, points);
    points.push({ at, value });
  }

  async function lookAtInstances(): Promise<void> {
    for (const [name, ids] of completed) {
      const ended = await client.listInstances({
        status: 'completed',
        workflow: { namespace, name },
        limit: 10_000,
      });
      for (const { id } of ended) ids.add(id);
    }
    for (const status of ['faulted', 'cancelled'] as const)
      for (const { id } of await client.listInstances({ status, limit })) others.add(id);
    const lists = await Promise.all(liveStatuses.map((status) => client.listInstances({ status, limit })));
    const ages = lists.flat().map(({ startedAt }) => (Date.now() - startedAt) / 1000);
    live = ages.length;
    oldest = Math.max(oldest, ...ages);
  }

  return {
    sizes,
    completed,
    others,
    get live() {
      return live;
    },
    get oldest() {
      return oldest;
    },
    lookAtInstances,
    async look(seconds) {
      for (const process of services.processes) {
        note(`RSS of ${process.name}`, seconds, process.resident());
        note(`heap of ${process.name}`, seconds, process.heap());
      }
      note('store', seconds, await services.store.size());
      const counts = [...(await services.store.counts()).values()];
      note(
        'keys',
        seconds,
        counts.reduce((sum, count) => sum + count, 0),
      );
      await lookAtInstances();
    },
  };
}
