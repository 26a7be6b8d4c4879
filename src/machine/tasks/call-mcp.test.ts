import { describe, expect, it } from 'vitest';
import { Drive, define } from '../../../test/machine/drive.ts';
import { compileWorkflow } from '../index.ts';

const task = (rest: string) => `do: [{ask: {call: mcp, with: {method: tools/call, ${rest}}}}]`;

describe('call mcp', () => {
  it('C23 C24 evaluates parameters, client, timeout and transport', () => {
    const run = new Drive(
      task(`parameters: {name: add, arguments: '\${ .given }'}, timeout: PT5S, client: {name: shop, version: '\${ .v }'},
      transport: {http: {endpoint: {uri: 'https://x.test/{id}', authentication: {bearer: {token: t}}}, headers: {x-n: '\${ .n }'}}}`),
      { input: { given: { a: 1 }, v: '2', id: 7, n: 3 } },
    );
    expect(run.request).toEqual({
      kind: 'mcp',
      arguments: {
        protocolVersion: '2025-06-18',
        method: 'tools/call',
        parameters: { name: 'add', arguments: { a: 1 } },
        client: { name: 'shop', version: '2' },
        timeout: 5000,
        transport: {
          http: {
            uri: 'https://x.test/7',
            headers: { 'x-n': '3' },
            authentication: { bearer: { token: 't' } },
          },
        },
      },
    });
    run.succeed({ content: [] });
    expect(run.output).toEqual({ content: [] });
  });

  it('C25 evaluates the command of a server over stdio', () => {
    const run = new Drive(
      task(`transport: {stdio: {command: npx, arguments: ['\${ .a }'], environment: {N: '\${ .n }'}}}`),
      { input: { a: 'peer', n: 3 } },
    );
    expect(run.request.arguments['transport']).toEqual({
      stdio: { command: 'npx', arguments: ['peer'], environment: { N: '3' } },
    });
  });

  it('C24 faults when the parameters are no map', () => {
    const run = new Drive(task(`parameters: '\${ .a }', transport: {stdio: {command: npx}}`), {
      input: { a: 1 },
    });
    expect(run.instance.error).toMatchObject({ status: 400, title: 'Not parameters' });
  });

  it('C25 refuses transport options by name', () => {
    const { findings } = compileWorkflow({
      definition: define(task('transport: {stdio: {command: npx}, options: {keepAlive: "true"}}')),
      bindings: {},
    });
    expect(findings).toMatchObject([
      { code: 'not-supported', pointer: '/do/0/ask/with/transport/options/keepAlive' },
    ]);
  });
});
