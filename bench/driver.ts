import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { JsonObject } from '../src/json/json.ts';
import { end } from './process.ts';
import { type Hello, helloOf, objectOf } from './protocol.ts';
import type { System } from './systems.ts';

/** A system that runs in a child process. One request at a time. */
export interface Driver {
  readonly hello: Hello;
  /** @throws Error with what the driver says, when it is gone, or when it does not answer for ten minutes. */
  ask(request: object): Promise<JsonObject>;
  /** Lets it stop what it started, and waits until it is gone. */
  stop(): Promise<void>;
}

/** Time that a driver has to stop what it started, in milliseconds. */
const grace = 20_000;

/** Milliseconds after which a driver that has not answered is ended. */
const patience = 600_000;

/** @throws Error when the driver cannot start. */
export async function startDriver({ name, args }: System): Promise<Driver> {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.on('error', () => {});

  async function next(): Promise<string> {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`the driver of ${name} has ended`);
    return String(value);
  }

  async function stop(): Promise<void> {
    child.stdin.end();
    const late = setTimeout(() => void end(child, 'SIGTERM'), grace);
    if (child.exitCode === null && child.signalCode === null) await gone;
    clearTimeout(late);
  }

  try {
    const hello = helloOf(await next());
    return {
      hello,
      stop,
      async ask(request) {
        child.stdin.write(`${JSON.stringify(request)}\n`);
        const late = setTimeout(() => void end(child, 'SIGTERM'), patience);
        const answer = objectOf(await next().finally(() => clearTimeout(late)));
        if (answer['error'] !== undefined) throw new Error(String(answer['error']));
        return answer;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
