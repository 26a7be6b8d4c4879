// A plug-in that tells when it runs and where, and then works for a while: `call: beat with: { file, key, milliseconds }`.
import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Plugin } from '../../src/activities/index.ts';
import { isObject } from '../../src/json/json.ts';

/** One call of the plug-in. */
export interface Beat {
  /** Of the instance. */
  readonly key: string;
  readonly pid: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

const plugin: Plugin = {
  name: 'beat',
  async run(input, { signal }) {
    const { file, key, milliseconds } = isObject(input) ? input : {};
    appendFileSync(String(file), `${JSON.stringify({ key, pid: process.pid, at: Date.now() })}\n`);
    await sleep(Number(milliseconds), undefined, { signal });
    return input;
  },
};

export default plugin;

/** What was told into a file, in the order in which it was. */
export function readBeats(file: string): readonly Beat[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { key, pid, at }: Beat = JSON.parse(line);
      return { key, pid, at };
    });
}
