import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readRunKinds, readStubs } from '../../src/activities/index.ts';
import { readFiles } from '../../src/definitions/index.ts';
import { type RunResult, readEvents, runWorkflow } from '../../src/run/index.ts';

const root = resolve(import.meta.dirname, '../..');

/** What the comment on top of a sample promises: the command to try it with, and what comes of it. */
export interface Promised {
  readonly command: string;
  readonly outcome: { readonly kind: 'prints' | 'faults'; readonly text: string };
}

export function promisedBy(file: string): Promised {
  const [first = '', second = ''] = readFileSync(resolve(root, file), 'utf8').split('\n');
  const command = /^# eventctl (run .+)$/.exec(first)?.[1];
  const outcome = /^# (prints|faults) (.+)$/.exec(second);
  if (command === undefined || outcome === null) throw new Error(`${file} does not say how to try it`);
  const [, kind, text = ''] = outcome;
  return { command, outcome: { kind: kind === 'faults' ? 'faults' : 'prints', text } };
}

/** Runs the command of a comment as `eventctl run` would. */
export async function tryOut(command: string): Promise<RunResult> {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
  const flag = (name: string) => {
    const place = words.indexOf(name);
    return place < 0 ? undefined : words[place + 1];
  };
  const text = (path: string) => readFileSync(resolve(root, path), 'utf8');
  const [, file = '', ...rest] = words;
  const unknown = rest.filter((word) => word.startsWith('--') && !known.has(word));
  if (unknown.length > 0) throw new Error(`this test knows nothing of ${unknown.join(' ')}`);
  const input = flag('--input');
  const events = flag('--events');
  const stubs = flag('--stub');
  const allowRun = flag('--allow-run');
  return runWorkflow({
    files: await readFiles([resolve(root, file)]),
    timeSkip: words.includes('--time-skip'),
    timeout: 20_000,
    ...(allowRun === undefined ? {} : { allowRun: readRunKinds(allowRun) }),
    ...(input === undefined ? {} : { input: JSON.parse(input) }),
    ...(events === undefined ? {} : { events: readEvents(text(events), events) }),
    ...(stubs === undefined ? {} : { stubs: await readStubs(text(stubs), stubs) }),
  });
}

const known = new Set(['--input', '--events', '--stub', '--time-skip', '--allow-run']);
