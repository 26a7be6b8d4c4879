import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runWorkflow } from '../../src/run/index.ts';
import { run, serve } from './workbench.ts';

const kit =
  process.env['EVENTCTL_CONFORMANCE'] ?? resolve(import.meta.dirname, '../../../shared/conformance');
const sample = join(kit, 'open-workflow/examples/mock-service-extension.yaml');
const present = existsSync(sample) || process.env['CI'] !== undefined;

const mock = (service: string) => `use:
  extensions:
    - mock:
        extend: call
        when: '$task.with.endpoint.uri | startswith("${service}")'
        before: [{response: {set: {mocked: true}, then: exit}}]
do: [{get: {call: http, with: {method: get, endpoint: {uri: '${service}/a'}}}}]`;

describe('U12 extensions, end to end', () => {
  it('mock a service that the workflow calls', async () => {
    const { url, asked } = await serve({ '/a': 'real' });
    expect((await run('x.yaml', mock(url))).output).toEqual({ mocked: true });
    expect(asked).toEqual([]);
  });

  it('log before and after the tasks of a workflow', async () => {
    const { url, asked } = await serve({ '/before/a': '', '/after/a': '', '/a': '"real"' });
    const report = (when: string) =>
      `[{log: {call: http, with: {method: get, endpoint: '\${ "${url}/${when}/" + $task.name }'}, output: {as: $input}}}]`;
    const { output } = await run(
      'x.yaml',
      `use: {extensions: [{logging: {extend: all, before: ${report('before')}, after: ${report('after')}}}]}
do: [{a: {call: http, with: {method: get, endpoint: '${url}/a'}}}]`,
    );
    expect(asked).toEqual(['/before/a', '/a', '/after/a']);
    expect(output).toBe('"real"');
  });

  it.skipIf(!present)(
    'run the sample mock-service-extension, whose condition fails on an endpoint that is an object: the call is not mocked',
    async () => {
      const result = await runWorkflow({
        files: [{ path: 'sample.yaml', text: readFileSync(sample, 'utf8') }],
        stubs: [
          {
            request: { method: 'GET', url: 'https://fake.com/sample', headers: {} },
            response: {
              status: 200,
              headers: { 'content-type': 'application/json' },
              body: new TextEncoder().encode('{"real":true}'),
            },
          },
        ],
        timeout: 20_000,
      });
      expect(result).toMatchObject({ status: 'completed', output: { real: true } });
      expect(result.history.some(({ type }) => type === 'extension.skipped')).toBe(true);
    },
  );
});
