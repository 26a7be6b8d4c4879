import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type Client, openClient } from '../../src/client/index.ts';
import { applySamples, expectedOutcome, outcomeOf, placeOrder, settled, untilReachable } from './orders.ts';
import { Workers } from './workers.ts';

const orders = 60;
const kills = 4;
/** Between two kills, in milliseconds: enough to come up and be in the middle of something. */
const killInterval = 1_500;

it('finishes every instance on sqlite though the process is killed again and again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'eventctl-chaos-'));
  const store = `sqlite:${join(folder, 'eventctl.db')}`;
  const prepared = await openClient({ store });
  await applySamples(prepared);
  await prepared.close();
  const owner = new Workers(1, ['dev', '--store', store, '--port', '0']);
  const server = new OwnerClient(store);
  try {
    const placing = place(server);
    for (let kill = 0; kill < kills; kill++) {
      await pause(killInterval);
      await owner.replace(0);
    }
    await placing;
    const all = await settled(() => server.get(), orders, 60_000);
    const outcome = await untilReachable(async () => outcomeOf(await server.get(), orders));
    expect({ all, ...outcome }).toEqual({ all: true, ...expectedOutcome(orders) });
  } finally {
    await owner.stop();
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);

async function place(server: OwnerClient): Promise<void> {
  for (let number = 1; number <= orders; number++) {
    await placeOrder(() => server.get(), number);
    await pause((kills * killInterval) / orders);
  }
}

/** Whoever owns the store at the moment, asked anew each time: the process behind it changes. */
class OwnerClient {
  private readonly store: string;
  private last: Client | undefined;

  constructor(store: string) {
    this.store = store;
  }

  async get(): Promise<Client> {
    await this.last?.close();
    this.last = await openClient({ store: this.store });
    return this.last;
  }
}
