import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createActivities } from '../../src/activities/index.ts';
import { broken, Workbench, workflow } from '../engine/workbench.ts';
import { folder, run, serve } from '../external/workbench.ts';
import { greeterProto, serveGrpc } from '../servers/grpc.ts';

const greet = (proto: string, port: number, rest = '') => `do:
  - greet:
      call: grpc
      with:
        proto: { endpoint: '${proto}' }
        service: { name: shop.v1.Greeter, host: localhost, port: ${port}${rest} }
        method: SayHello
        arguments: { name: '\${ .user.preferredDisplayName }' }
      output: { as: .greeting }`;
const input = { user: { preferredDisplayName: 'Ada' } };

describe('call grpc in a workflow', () => {
  it('C11 calls a method of a local proto file', async () => {
    const { port } = await serveGrpc();
    const files = await folder({ 'app/greet.proto': greeterProto });
    const { output } = await run(join(files, 'workflow.yaml'), greet('app/greet.proto', port), { input });
    expect(output).toBe('Hello Ada');
  });

  it('C11 calls a method of a remote proto file, with credentials', async () => {
    const { port, calls } = await serveGrpc();
    const { url } = await serve({ '/greet.proto': greeterProto });
    const policy = ', authentication: { basic: { username: ada, password: p } }';
    const { output } = await run('workflow.yaml', greet(`${url}/greet.proto`, port, policy), { input });
    expect(output).toBe('Hello Ada');
    expect(calls[0]?.get('authorization')).toEqual(['Basic YWRhOnA=']);
  });

  it('C11 catches a status', async () => {
    const { port } = await serveGrpc();
    const { url } = await serve({ '/greet.proto': greeterProto });
    const { output } = await run(
      'workflow.yaml',
      `do:
  - attempt:
      try:
        - fail:
            call: grpc
            with:
              proto: { endpoint: '${url}/greet.proto' }
              service: { name: Greeter, host: localhost, port: ${port} }
              method: SayHello
              arguments: { name: ale, status: 5 }
      catch:
        errors: { with: { status: 404 } }
        do: [{ tell: { set: { what: '\${ $error.title }' } } }]`,
      { input: {} },
    );
    expect(output).toEqual({ what: 'gRPC NOT_FOUND' });
  });

  it('C11 is repeated with the same key when the worker dies', async () => {
    const { port, calls, slow } = await serveGrpc();
    const { url } = await serve({ '/greet.proto': greeterProto });
    const backend = broken(({ effects }) => ({ effects: { ...effects, renew: async () => true } }));
    const activities = createActivities({ allowPrivate: 'loopback' });
    const bench = new Workbench({ backend, activities });
    onTestFinished(() => bench.backend.close());
    await bench.engine.start();
    await bench.apply(
      workflow(
        'caller',
        `do:
  - ask:
      call: grpc
      with:
        proto: { endpoint: '${url}/greet.proto' }
        service: { name: Greeter, host: localhost, port: ${port} }
        method: Slow`,
      ),
    );
    const id = await bench.run('caller');
    await expect.poll(() => slow.waiting).toBe(1);
    await bench.engine.stop();
    slow.answers = true;
    const other = bench.engineWith({ activities, sweepInterval: 1_000 });
    await other.start();
    onTestFinished(() => other.stop());
    await bench.seconds(4);
    await expect.poll(async () => (await bench.show(id)).status).toBe('completed');
    expect((await bench.show(id)).output).toMatchObject({ greeting: 'at last' });
    const [first, second] = calls.map((metadata) => metadata.get('idempotency-key'));
    expect(first).toEqual([`${id}/do/0/ask~1`]);
    expect(second).toEqual(first);
  });
});
