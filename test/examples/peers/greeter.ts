import { setTimeout as pause } from 'node:timers/promises';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { onTestFinished } from 'vitest';

/** What the example names as `app/greet.proto`. */
export const greetProto = `syntax = "proto3";
package GreeterApi;
message HelloRequest { string name = 1; }
message HelloReply { string message = 1; }
service Greeter { rpc SayHello (HelloRequest) returns (HelloReply); }
`;

const root = protobuf.parse(greetProto, new protobuf.Root()).root.resolveAll();
const request = root.lookupType('GreeterApi.HelloRequest');
const reply = root.lookupType('GreeterApi.HelloReply');

/** How often, and how long apart in milliseconds, the port is tried while another test has it. */
const tries = 50;
const tryInterval = 200;

/** Greets on a port of loopback until the test is over. */
export async function greetOn(port: number): Promise<void> {
  const server = new Server();
  server.addService(
    {
      SayHello: {
        path: '/GreeterApi.Greeter/SayHello',
        requestStream: false,
        responseStream: false,
        requestSerialize: (value: object) => Buffer.from(request.encode(value).finish()),
        requestDeserialize: (bytes: Buffer) => request.toObject(request.decode(bytes)),
        responseSerialize: (value: object) => Buffer.from(reply.encode(value).finish()),
        responseDeserialize: (bytes: Buffer) => reply.toObject(reply.decode(bytes)),
      },
    },
    {
      SayHello(call: ServerUnaryCall<{ readonly name: string }, object>, done: sendUnaryData<object>) {
        done(null, { message: `Hello ${call.request.name}` });
      },
    },
  );
  for (let attempt = 1; !(await binds(server, port)); attempt++) {
    if (attempt === tries) throw new Error(`the port ${port}, which the example names, is taken`);
    await pause(tryInterval);
  }
  onTestFinished(() => server.forceShutdown());
}

function binds(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const credentials = ServerCredentials.createInsecure();
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error) => resolve(error === null));
  });
}
