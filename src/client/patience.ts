import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Call, Transport } from './transport.ts';

/*
 * What a client does when a server has too much to do (429): nothing of the call was carried out, so it is sent again
 * after the seconds that `Retry-After` names, and a random share more, so that those who were refused together do not
 * come back together. A client that has tried often, or would wait for long, tells its user instead.
 */

/** Times a call is sent again, and milliseconds that it waits in all, at the most. */
const mostRetries = 8;
const longestWait = 30_000;

/** Share of a wait that is added at random, at the most. */
const spread = 0.25;

export interface Patience {
  /** Told of each wait, in whole seconds. */
  readonly waiting?: (seconds: number) => void;
  readonly sleep?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
  /** Numbers in [0, 1). */
  readonly random?: () => number;
}

/** Sends calls again that the server had no room for. What is refused in the end is refused as the server put it. */
export function withPatience(transport: Transport, patience: Patience = {}): Transport {
  const { waiting = () => {}, sleep = pause, random = Math.random } = patience;
  return async (call: Call): Promise<IncomingMessage> => {
    let left = longestWait;
    for (let retries = 0; ; retries++) {
      const answer = await transport(call);
      const seconds = answer.statusCode === 429 ? secondsOf(answer) : undefined;
      if (seconds === undefined || retries === mostRetries || seconds * 1_000 > left) return answer;
      answer.resume();
      const wait = Math.min(left, seconds * 1_000 * (1 + spread * random()));
      left -= wait;
      waiting(seconds);
      await sleep(wait, call.signal);
    }
  };
}

/** Undefined for a refusal that names no time: it may be of a proxy, and for ever. */
function secondsOf(answer: IncomingMessage): number | undefined {
  const text = answer.headers['retry-after'] ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
}
