import { join } from 'node:path';
import type { RecordedEntry } from '../../backend/backend.ts';
import type { Client } from '../../client/client.ts';
import { readFiles } from '../../definitions/index.ts';
import type { Instance } from '../../machine/instance.ts';
import type { Paint } from '../output/colour.ts';
import { formatLogLine } from '../output/log-line.ts';
import { formatStatus } from '../output/status.ts';
import { formatTaskTree } from '../output/task-tree.ts';
import { tasksOf } from '../output/tasks.ts';
import { type DemoRun, demoOrders, placeOrder } from './orders.ts';

/** Applies the samples, places the orders, and draws until all have ended. Resolves with one line for each order. */
export async function watchOrders(options: {
  readonly client: Client;
  readonly samples: string;
  /** Replaces the picture drawn before; absent where there is no terminal, and each log entry is a line then. */
  readonly draw?: (picture: string) => void;
  readonly paint: Paint;
  readonly note: (text: string) => void;
}): Promise<string> {
  const { client, samples, draw, paint, note } = options;
  const files = await readFiles([join(samples, 'workflows/store-order'), join(samples, 'catalog')]);
  const { resources } = await client.apply(files);
  note(`applied ${resources.map(({ name }) => name).join(', ')}\n`);
  const runs: DemoRun[] = [];
  for (const order of demoOrders) runs.push(await placeOrder(client, order));
  const picture = () => runs.map((run) => formatRun(run, paint)).join('\n\n');
  const seen = ({ order }: DemoRun, entry: RecordedEntry) =>
    draw === undefined ? note(`order ${order.orderNo}  ${formatLogLine(entry, paint)}`) : draw(picture());
  await Promise.all(runs.map((run) => follow(client, run, seen)));
  const ended = await Promise.all(runs.map(({ instance }) => client.showInstance(instance)));
  const ends = runs.map((run, index) => formatEnd(run, ended[index], paint)).join('\n');
  return draw === undefined ? `${picture()}\n\n${ends}` : `\n${ends}`;
}

async function follow(
  client: Client,
  run: DemoRun,
  seen: (run: DemoRun, entry: RecordedEntry) => void,
): Promise<void> {
  for await (const entry of client.logs({ instance: run.instance, follow: true })) {
    run.entries.push(entry);
    seen(run, entry);
  }
}

function formatRun({ order, entries }: DemoRun, paint: Paint): string {
  const head = `${paint('strong', `order ${order.orderNo}`)} over ${order.amount}: ${paint('quiet', order.about)}`;
  return `${head}\n${formatTaskTree(tasksOf(entries), [], paint)}`;
}

function formatEnd({ order }: DemoRun, instance: Instance | undefined, paint: Paint): string {
  const output = JSON.stringify(instance?.output ?? instance?.error ?? null);
  return `order ${order.orderNo}  ${formatStatus(instance?.status ?? 'pending', paint)}  ${output}`;
}
