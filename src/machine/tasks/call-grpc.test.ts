import { describe, expect, it } from 'vitest';
import { Drive } from '../../../test/machine/drive.ts';

const task = (service: string) =>
  `do: [{ask: {call: grpc, with: {proto: {endpoint: 'https://x.test/a.proto'}, service: {name: Greeter, host: x.test${service}}, method: Hello, arguments: {name: '\${ .name }'}}}}]`;

describe('call grpc', () => {
  it('C11 evaluates arguments, proto file and credentials', () => {
    const run = new Drive(task(`, port: 5011, authentication: {bearer: {token: '\${ .token }'}}`), {
      input: { name: 'Ada', token: 't' },
    });
    expect(run.request).toEqual({
      kind: 'grpc',
      arguments: {
        proto: { uri: 'https://x.test/a.proto' },
        service: 'Greeter',
        host: 'x.test',
        port: 5011,
        tls: false,
        method: 'Hello',
        arguments: { name: 'Ada' },
        authentication: { bearer: { token: 't' } },
      },
    });
    run.succeed({ greeting: 'Hello Ada' });
    expect(run.output).toEqual({ greeting: 'Hello Ada' });
  });

  it.each(['', ', port: 443'])('C11 is encrypted on port 443, which is the default%s', (port) => {
    const run = new Drive(task(port), { input: { name: 'Ada' } });
    expect(run.request.arguments).toMatchObject({ port: 443, tls: true });
  });
});
