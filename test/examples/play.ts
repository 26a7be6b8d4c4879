import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import type { RunKind } from '../../src/activities/index.ts';
import { type RunResult, runWorkflow } from '../../src/run/index.ts';
import type { Example, SeenRequest } from './example.ts';
import type { Hosts, Seen } from './hosts.ts';

const folder = resolve(
  process.env['EVENTCTL_CONFORMANCE'] ?? '../shared/conformance',
  'open-workflow/examples',
);

/** Why the examples cannot be run here; undefined when they can, or must. */
export const absence =
  existsSync(folder) || process.env['CI'] !== undefined
    ? undefined
    : `no examples in ${folder}; set EVENTCTL_CONFORMANCE`;

/** The names of all examples. */
export function exampleFiles(): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.yaml'));
}

export function exampleText(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

/** Runs an example with its bytes as they are. @param path where its file is said to be: what it names is relative to that. */
export function run(
  example: Pick<Example, 'file' | 'input' | 'events' | 'secrets' | 'others'>,
  {
    path = example.file,
    allowRun = [],
    realTime = false,
  }: { readonly path?: string; readonly allowRun?: readonly RunKind[]; readonly realTime?: boolean } = {},
): Promise<RunResult> {
  const { file, input, events, secrets, others = {} } = example;
  return runWorkflow({
    files: [
      { path, text: exampleText(file) },
      ...Object.entries(others).map(([name, text]) => ({ path: name, text })),
    ],
    allowPrivate: 'loopback',
    allowRun,
    timeSkip: !realTime,
    timeout: 20_000,
    ...(input === undefined ? {} : { input }),
    ...(events === undefined ? {} : { events }),
    ...(secrets === undefined ? {} : { secrets }),
  });
}

/** Runs an example between its hosts and compares everything that is seen of it with what is expected. */
export async function play(example: Example, hosts: Hosts): Promise<void> {
  const { expected } = example;
  hosts.become(example.hosts ?? {});
  const result = await run(example);
  expect({ status: result.status, error: result.error ?? null, output: result.output ?? null }).toMatchObject(
    {
      status: expected.status ?? 'completed',
      error: expected.error ?? null,
      ...(expected.output === undefined ? {} : { output: expected.output }),
    },
  );
  if (expected.output !== undefined) expect(result.output).toEqual(expected.output);
  if (expected.within !== undefined) expect(result.output).toMatchObject(expected.within);
  await compareRequests(hosts.seen, expected.requests ?? [], example.together === true);
  expect(result.emitted).toHaveLength(expected.emitted?.length ?? 0);
  expect(result.emitted).toMatchObject(expected.emitted ?? []);
  expect(result.unused).toBe(expected.unused ?? 0);
  if (expected.recorded !== undefined) {
    expect(result.history.map(({ type }) => type)).toContain(expected.recorded);
  }
  if (expected.seconds !== undefined) expect(secondsOf(result)).toBe(expected.seconds);
}

async function compareRequests(
  seen: readonly Seen[],
  requests: readonly SeenRequest[],
  together: boolean,
): Promise<void> {
  const expected = requests.map((request) => (typeof request === 'string' ? { call: request } : request));
  const arrange = <T extends { readonly call: string }>(list: readonly T[]): readonly T[] =>
    together ? [...list].sort((one, other) => (one.call < other.call ? -1 : 1)) : list;
  const found = arrange(seen);
  expect(found.map(({ call }) => call)).toEqual(arrange(expected).map(({ call }) => call));
  for (const [index, { headers, body, gone }] of arrange(expected).entries()) {
    if (headers !== undefined) expect(found[index]?.headers).toMatchObject(headers);
    if (body !== undefined) expect(found[index]?.body).toEqual(body);
    if (gone === true) await expect.poll(() => found[index]?.gone).toBe(true);
  }
}

function secondsOf({ history }: RunResult): number {
  const times = history.map(({ time }) => time);
  return Math.round((Math.max(...times) - Math.min(...times)) / 1_000);
}
