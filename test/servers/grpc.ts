import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type sendUnaryData,
} from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { onTestFinished } from 'vitest';

/** The file of the service that is served. */
export const greeterProto = `
syntax = "proto3";
package shop.v1;
message Ask { string name = 1; int32 count = 2; int32 status = 3; bytes filler = 4; }
message Told { string greeting = 1; int32 index = 2; int64 total = 3; bytes filler = 4; }
service Greeter {
  rpc SayHello (Ask) returns (Told);
  rpc Count (Ask) returns (stream Told);
  rpc Sum (stream Ask) returns (Told);
  rpc Chat (stream Ask) returns (stream Told);
  rpc Slow (Ask) returns (Told);
}`;

export interface GrpcPeer {
  readonly port: number;
  /** Metadata of every call. */
  readonly calls: Metadata[];
  /** Authorities that calls were for. */
  readonly hosts: string[];
  /** How many calls of `Slow` came, and were cancelled; whether it answers now. */
  readonly slow: { waiting: number; cancelled: number; answers: boolean };
}

interface Ask {
  readonly name: string;
  readonly count: number;
  readonly status: number;
}

const root = protobuf.parse(greeterProto, new protobuf.Root()).root.resolveAll();
const ask = root.lookup('shop.v1.Ask', [protobuf.Type]) as protobuf.Type;
const told = root.lookup('shop.v1.Told', [protobuf.Type]) as protobuf.Type;

/** Serves on loopback until the test is over. */
export async function serveGrpc(credentials = ServerCredentials.createInsecure()): Promise<GrpcPeer> {
  const calls: Metadata[] = [];
  const hosts: string[] = [];
  const slow = { waiting: 0, cancelled: 0, answers: false };
  const note = (call: { readonly metadata: Metadata; getHost(): string }): void => {
    calls.push(call.metadata);
    hosts.push(call.getHost());
  };
  const server = new Server();
  server.addService(definition(), {
    SayHello(call: ServerUnaryCall<Ask, object>, done: sendUnaryData<object>) {
      note(call);
      const { name, status } = call.request;
      if (status === 0) done(null, { greeting: `Hello ${name}` });
      else done({ code: status, details: `no ${name} for ${call.metadata.get('authorization')}` });
    },
    Count(call: ServerWritableStream<Ask, object>) {
      note(call);
      const { count, status } = call.request;
      const filler = Buffer.alloc(call.request.name === 'large' ? 1024 * 1024 : 0);
      for (let index = 0; index < count; index++) call.write({ index, filler });
      if (status === 0) call.end();
      else call.emit('error', { code: status, details: 'half way' });
    },
    Sum(call: ServerReadableStream<Ask, object>, done: sendUnaryData<object>) {
      note(call);
      let total = 0;
      call.on('data', ({ count }: Ask) => {
        total += count;
      });
      call.on('end', () => done(null, { total }));
    },
    Chat(call: ServerDuplexStream<Ask, object>) {
      note(call);
      call.on('data', ({ name }: Ask) => call.write({ greeting: `Hello ${name}` }));
      call.on('end', () => call.end());
    },
    Slow(call: ServerUnaryCall<Ask, object>, done: sendUnaryData<object>) {
      note(call);
      slow.waiting++;
      if (slow.answers) return done(null, { greeting: 'at last' });
      call.on('cancelled', () => {
        slow.cancelled++;
      });
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  onTestFinished(() => server.forceShutdown());
  return { port, calls, hosts, slow };
}

function definition(): ServiceDefinition {
  const { methods } = root.lookupService('shop.v1.Greeter');
  return Object.fromEntries(
    Object.values(methods).map(({ name, requestStream = false, responseStream = false }) => [
      name,
      {
        path: `/shop.v1.Greeter/${name}`,
        requestStream,
        responseStream,
        requestSerialize: (value: object) => Buffer.from(ask.encode(value).finish()),
        requestDeserialize: (bytes: Buffer) => ask.toObject(ask.decode(bytes), { defaults: true }),
        responseSerialize: (value: object) => Buffer.from(told.encode(value).finish()),
        responseDeserialize: (bytes: Buffer) => told.decode(bytes),
      },
    ]),
  );
}
