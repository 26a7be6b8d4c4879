import { describe, expect, it } from 'vitest';
import { greeterProto, serveGrpc } from '../../../test/servers/grpc.ts';
import { serve } from '../../../test/servers/listen.ts';
import type { Json, JsonObject } from '../../json/json.ts';
import { createActivities } from '../activities.ts';

interface Given {
  readonly signal?: AbortSignal;
  readonly allowPrivate?: boolean;
  readonly stubs?: readonly [];
}

function call(
  given: JsonObject,
  { signal = new AbortController().signal, ...settings }: Given = {},
): Promise<Json> {
  const activity = createActivities({ allowPrivate: true, ...settings }).find(({ kind }) => kind === 'grpc');
  if (activity === undefined) throw new Error('there is no grpc activity');
  const defaults = {
    proto: { uri: 'greet.proto', text: greeterProto },
    service: 'Greeter',
    method: 'SayHello',
    host: '127.0.0.1',
    tls: false,
    arguments: {},
  };
  return activity.run({ kind: 'grpc', arguments: { ...defaults, ...given } }, { signal, key: 'key-1' });
}

describe('call grpc', () => {
  it.each(['Greeter', 'v1.Greeter', 'shop.v1.Greeter'])('C11 calls a method of %s', async (service) => {
    const { port } = await serveGrpc();
    const output = await call({ port, service, arguments: { name: 'Ada' } });
    expect(output).toEqual({ greeting: 'Hello Ada', index: 0, total: 0, filler: '' });
  });

  it('C11 has a list where the server streams', async () => {
    const { port } = await serveGrpc();
    const output = await call({ port, method: 'Count', arguments: { count: 3 } });
    expect(output).toMatchObject([{ index: 0 }, { index: 1 }, { index: 2 }]);
  });

  it('C11 has an empty list where the server streams nothing', async () => {
    const { port } = await serveGrpc();
    expect(await call({ port, method: 'Count' })).toEqual([]);
  });

  it('C11 sends a stream of one message where the server takes one', async () => {
    const { port } = await serveGrpc();
    expect(await call({ port, method: 'Sum', arguments: { count: 5 } })).toMatchObject({ total: 5 });
    expect(await call({ port, method: 'Chat', arguments: { name: 'Ada' } })).toMatchObject([
      { greeting: 'Hello Ada' },
    ]);
  });

  it.each([
    [3, 'INVALID_ARGUMENT', 400],
    [5, 'NOT_FOUND', 404],
    [7, 'PERMISSION_DENIED', 403],
    [13, 'INTERNAL', 500],
    [14, 'UNAVAILABLE', 503],
    [16, 'UNAUTHENTICATED', 401],
    [77, 'status 77', 500],
  ])('C11 status %d is an error', async (status, name, http) => {
    const { port } = await serveGrpc();
    await expect(call({ port, arguments: { name: 'ale', status } })).rejects.toMatchObject({
      problem: {
        type: expect.stringMatching(/\/communication$/),
        status: http,
        title: `gRPC ${name}`,
        detail: expect.stringContaining('/shop.v1.Greeter/SayHello'),
      },
    });
  });

  it('C11 a stream that ends with an error is an error', async () => {
    const { port } = await serveGrpc();
    const given = { port, method: 'Count', arguments: { count: 2, status: 10 } };
    await expect(call(given)).rejects.toMatchObject({
      problem: { status: 409, detail: expect.stringContaining('half way') },
    });
  });

  it('C11 sends credentials and the key, and shows no credentials', async () => {
    const { port, calls } = await serveGrpc();
    const authentication = { bearer: { token: 's3cr3t' } };
    await expect(
      call({ port, authentication, arguments: { name: 'ale', status: 16 } }),
    ).rejects.toMatchObject({
      problem: { detail: expect.stringContaining('no ale for Bearer ***') },
    });
    expect(calls[0]?.getMap()).toMatchObject({
      authorization: 'Bearer s3cr3t',
      'idempotency-key': 'key-1',
    });
  });

  it('C11 reads a proto file from the network', async () => {
    const { port } = await serveGrpc();
    const origin = await serve((_, response) => response.end(greeterProto));
    const output = await call({ port, proto: { uri: `${origin}/greet.proto` }, arguments: { name: 'Bo' } });
    expect(output).toMatchObject({ greeting: 'Hello Bo' });
  });

  it('C11 lets options of other files pass', async () => {
    const { port } = await serveGrpc();
    const text = greeterProto
      .replace(
        'package',
        'import "google/api/annotations.proto"; import "google/protobuf/descriptor.proto"; package',
      )
      .replace('message Ask', 'extend google.protobuf.MethodOptions { string role = 50001; }\nmessage Ask')
      .replace(
        'SayHello (Ask) returns (Told);',
        `SayHello (Ask) returns (Told) {
        option (google.api.http) = { get: "/v1/{name}" additional_bindings { post: "/v1" body: "*" } };
        option (role) = "guest";
      }`,
      );
    const output = await call({ port, proto: { uri: 'a', text }, arguments: { name: 'Bo' } });
    expect(output).toMatchObject({ greeting: 'Hello Bo' });
  });

  it('C11 keeps the name of the server as authority', async () => {
    const { port, hosts } = await serveGrpc();
    await call({ port, host: 'localhost' });
    expect(hosts).toEqual([`localhost:${port}`]);
  });

  it('C11 is cancelled at the server too', async () => {
    const { port, slow } = await serveGrpc();
    const controller = new AbortController();
    const calling = call({ port, method: 'Slow' }, controller);
    await expect.poll(() => slow.waiting).toBe(1);
    controller.abort(new Error('cancelled'));
    await expect(calling).rejects.toThrow('cancelled');
    await expect.poll(() => slow.cancelled).toBe(1);
  });

  it('C11 an answer that is too large is an error', async () => {
    const { port } = await serveGrpc();
    const given = { port, method: 'Count', arguments: { name: 'large', count: 9 } };
    await expect(call(given)).rejects.toMatchObject({ problem: { title: 'Response too large' } });
  });

  it('C11 an answer with too many messages is an error', async () => {
    const { port } = await serveGrpc();
    const given = { port, method: 'Count', arguments: { count: 10_001 } };
    await expect(call(given)).rejects.toMatchObject({ problem: { title: 'Response too large' } });
  });

  it('C11 no answer is an error', async () => {
    await expect(call({ port: 9 })).rejects.toMatchObject({
      problem: { type: expect.stringMatching(/\/communication$/), status: 503 },
    });
  });

  it('G51 calls no private address', async () => {
    const { port, calls } = await serveGrpc();
    await expect(call({ port, host: 'localhost' }, { allowPrivate: false })).rejects.toMatchObject({
      problem: { status: 403, title: 'Address refused' },
    });
    expect(calls).toEqual([]);
  });

  it('calls nothing where stubs stand for the network', async () => {
    const { port, calls } = await serveGrpc();
    await expect(call({ port }, { stubs: [] })).rejects.toMatchObject({ problem: { title: 'No stub' } });
    expect(calls).toEqual([]);
  });

  it.each<[string, JsonObject, string]>([
    ['service', { service: 'Greter' }, 'there is no service Greter; there are shop.v1.Greeter'],
    ['method', { method: 'SayHelo' }, 'shop.v1.Greeter has no method SayHelo; did you mean SayHello?'],
    ['file', { proto: { uri: 'a', text: 'service {' } }, 'illegal service name'],
    [
      'import',
      { proto: { uri: 'a', text: 'syntax = "proto3"; import "other.proto";' } },
      'importing other.proto is not supported yet',
    ],
    [
      'type',
      { proto: { uri: 'a', text: 'syntax = "proto3"; service S { rpc M (Missing) returns (Missing); }' } },
      'no such',
    ],
    [
      'package',
      { proto: { uri: 'a', text: 'syntax = "proto3"; message A {} service S { rpc M (A) returns (A); }' } },
      'there is no service Greeter; there are S',
    ],
  ])('C11 tells of a %s that there is not', async (_, given, detail) => {
    await expect(call({ port: 9, ...given })).rejects.toMatchObject({
      problem: {
        type: expect.stringMatching(/\/configuration$/),
        detail: expect.stringContaining(detail),
      },
    });
  });
});
