import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { examples } from './all.ts';
import { absence, exampleFiles } from './play.ts';

/** Examples that other files of tests run: with peers of other protocols, real processes, a stand-in for containers. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  'mcp.test.ts': ['call-mcp.yaml'],
  'peers.test.ts': ['call-grpc.yaml', 'call-asyncapi-subscribe-consume-amount.yaml'],
  '../processes/processes.test.ts': [
    'run-container-cleanup-always.yaml',
    'run-container-cleanup-eventually.yaml',
    'run-container-stdin-and-arguments.yaml',
    'run-container-with-name.yaml',
    'run-container-with-pull-policy.yaml',
    'run-container.yaml',
    'run-return-all.yaml',
    'run-return-code.yaml',
    'run-return-none.yaml',
    'run-return-stderr.yaml',
    'run-script-with-stdin-and-arguments.yaml',
    'run-shell-stdin-and-arguments.yaml',
  ],
};

describe.skipIf(absence !== undefined)('the specification’s examples', () => {
  it('are all run', () => {
    const run = new Set([...examples.map(({ file }) => file), ...Object.values(elsewhere).flat()]);
    expect([...run].sort()).toEqual([...exampleFiles()].sort());
  });

  it.each(Object.entries(elsewhere))('are run by %s where they are said to be', (test, files) => {
    const text = readFileSync(new URL(test, import.meta.url), 'utf8');
    expect(files.filter((file) => !text.includes(`'${file}'`))).toEqual([]);
  });
});
