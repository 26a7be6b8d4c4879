import { createInterface } from 'node:readline';
import type { JsonObject } from '../../src/json/json.ts';
import { type EventsRequest, type Hello, requestOf, type StepsRequest } from '../protocol.ts';

/** What a driver of ours can do; what it cannot is answered as unsupported. */
export interface Served extends Omit<Hello, 'system'> {
  readonly steps: (request: StepsRequest) => Promise<JsonObject>;
  readonly events?: (request: EventsRequest) => Promise<JsonObject>;
  /** Where the time went, as text. */
  readonly profile?: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts a system, answers requests on stdin until it ends, and stops the system. */
export async function serve(system: string, start: () => Promise<Served>): Promise<void> {
  let served: Served;
  try {
    served = await start();
  } catch (error) {
    say({ error: messageOf(error) });
    process.exit(1);
  }
  const { versions, durability } = served;
  say({ ready: true, system, versions, durability });
  for await (const line of createInterface({ input: process.stdin })) {
    say(await answer(served, line).catch((error: unknown) => ({ error: messageOf(error) })));
  }
  await served.stop();
  process.exit(0);
}

async function answer(served: Served, line: string): Promise<JsonObject> {
  const request = requestOf(line);
  switch (request.do) {
    case 'steps':
      return served.steps(request);
    case 'events':
      if (served.events === undefined) throw new Error('unsupported: events');
      return served.events(request);
    case 'profile':
      return { text: (await served.profile?.()) ?? '' };
  }
}

function say(document: object): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
