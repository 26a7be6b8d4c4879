import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../src/client/index.ts';
import { createPoster } from '../systems/poster.ts';
import { namespace } from '../workflows.ts';
import { type Kind, mix, unknownEvent } from './mix.ts';

/** What was asked for and acknowledged, while a load runs. */
export interface Load {
  /** By workflow: how many have to complete. */
  readonly owed: ReadonlyMap<string, number>;
  /** Requests that were refused or failed. */
  readonly failed: number;
}

/** Milliseconds between two looks at what is due. */
const tick = 20;

/** Failures that are told of. */
const mostTold = 5;

/** Starts the mix over HTTP at its rates until the time is over, and resolves when every request is answered. */
export async function runLoad(options: {
  readonly client: Client;
  readonly ingress: string;
  readonly seconds: number;
  /** Of the rates of the mix; 1 is all of them. */
  readonly share: number;
  readonly note: (line: string) => void;
  /** Told of the load when it begins, to look at it meanwhile. */
  readonly begun: (load: Load) => void;
}): Promise<Load> {
  const { client, ingress, seconds, share } = options;
  const owed = new Map<string, number>();
  const load = { owed, failed: 0 };
  options.begun(load);
  const poster = createPoster(ingress);
  const open = new Set<Promise<void>>();
  let serial = 0;

  function begin(work: Promise<unknown>): void {
    const running = work.then(
      () => {},
      (error: unknown) => {
        load.failed += 1;
        if (load.failed <= mostTold) options.note(`  a request failed: ${reasonOf(error)}`);
      },
    );
    open.add(running);
    void running.finally(() => open.delete(running));
  }

  async function send(type: string, key: string): Promise<void> {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': `${type}-${key}`,
      'ce-source': '/load',
      'ce-type': type,
      'content-type': 'application/json',
    };
    // As any sender would: a kept connection may be closed just when it is used, and the same event again is a duplicate.
    const post = () => poster.post(headers, JSON.stringify({ key }));
    await post().catch(post);
  }

  async function start({ workflow, event, reply, starts = {} }: Kind): Promise<void> {
    const key = `k${serial++}`;
    if (event !== undefined) await send(event, key);
    else await client.startInstance({ workflow: { namespace, name: workflow }, input: {} });
    owe(workflow, 1);
    for (const [other, count] of Object.entries(starts)) owe(other, count);
    if (reply === undefined) return;
    await sleep(Math.random() * reply.within);
    await send(reply.type, key);
  }

  function owe(workflow: string, count: number): void {
    owed.set(workflow, (owed.get(workflow) ?? 0) + count);
  }

  const sources = [
    ...mix.map((kind) => ({ rate: kind.rate, begin: () => start(kind) })),
    { rate: unknownEvent.rate, begin: () => send(unknownEvent.type, `k${serial++}`) },
  ].map((source) => ({ ...source, begun: 0 }));
  const from = performance.now();
  for (let passed = 0; passed < seconds; passed = (performance.now() - from) / 1000) {
    for (const source of sources) {
      for (; source.begun < passed * source.rate * share; source.begun++) begin(source.begin());
    }
    await sleep(tick);
  }
  while (open.size > 0) await Promise.all(open);
  poster.close();
  return load;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${reasonOf(error.cause)})`;
}
