import type { ClientDuplexStream } from '@grpc/grpc-js';
import { type Authenticator, readCredentials } from '../../authentication/index.ts';
import type { Json, JsonObject } from '../../json/json.ts';
import { type Dialler, maxResponseBytes } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { Resources } from '../../resources/index.ts';
import type { Activity, ActivityContext } from '../activity.ts';
import { readResource } from '../resource.ts';
import { type Connection, connect, type Server } from './connection.ts';
import { decodeMessage } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { type Callable, createProtos, findMethod } from './proto.ts';
import { statusError } from './status.ts';

/** Messages that one answer may have. */
const maxMessages = 10_000;

interface GrpcOptions {
  readonly authenticator: Pick<Authenticator, 'authorize'>;
  readonly resources: Pick<Resources, 'read'>;
  /** Finds the server; there is none where stubs stand for the network. */
  readonly dialler: Dialler | undefined;
}

interface Authorized {
  readonly scheme: string;
  readonly parameter: string;
}

/**
 * `call: grpc`: reads the proto file, and calls one method. The request is one message; the answer is one, or a list of
 * them where the server streams.
 * @throws WorkflowError `configuration` for a file, service or method that cannot be used; `validation` for arguments
 * that do not fit; `communication` for every status but OK, with the HTTP status that says the same.
 */
export function createGrpcActivity({ authenticator, resources, dialler }: GrpcOptions): Activity {
  const protos = createProtos();
  return {
    kind: 'grpc',
    async run({ arguments: given }, context) {
      const { proto, service, method, authentication, ...rest } = given;
      const { text } = await readResource(resources, proto, context.signal);
      const root = await protos.read(text);
      const callable = findMethod(root, String(service), String(method));
      const message = encodeMessage(callable.input, rest['arguments'] ?? {}, 'arguments');
      const request = Buffer.from(callable.input.encode(message).finish());
      const authorization =
        authentication === undefined
          ? undefined
          : await authenticator.authorize(readCredentials(authentication), context.signal);
      const connection = await connect(serverOf(rest), dialler, context.signal);
      try {
        const answer = await exchange(connection, callable, request, authorization, context);
        return readAnswer(callable, answer);
      } finally {
        connection.client.close();
      }
    },
  };
}

function serverOf({ host, port, tls }: JsonObject): Server {
  return { host: String(host), port: Number(port), tls: tls === true };
}

/** All four kinds of methods are the same on the wire: messages there, messages back, a status. */
async function exchange(
  { client, metadata }: Connection,
  { path }: Callable,
  request: Buffer,
  authorization: Authorized | undefined,
  { signal, key }: ActivityContext,
): Promise<readonly Buffer[]> {
  signal.throwIfAborted();
  metadata.set('idempotency-key', key);
  if (authorization !== undefined) {
    metadata.set('authorization', `${authorization.scheme} ${authorization.parameter}`);
  }
  const asIs = (bytes: Buffer): Buffer => bytes;
  const call = client.makeBidiStreamRequest(path, asIs, asIs, metadata);
  const cancel = (): void => call.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    call.write(request);
    call.end();
    return await collect(call, path);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof WorkflowError ? error : statusError(error, path, authorization?.parameter);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function collect(call: ClientDuplexStream<Buffer, Buffer>, path: string): Promise<readonly Buffer[]> {
  return new Promise((resolve, reject) => {
    const messages: Buffer[] = [];
    let size = 0;
    call.on('data', (message: Buffer) => {
      messages.push(message);
      size += message.byteLength;
      if (messages.length <= maxMessages && size <= maxResponseBytes) return;
      reject(tooMuch(path));
      call.cancel();
    });
    call.on('error', reject);
    call.on('end', () => {
      // The status comes last: a status that is not OK is an `error`, even after the end of the messages.
    });
    call.on('status', ({ code }) => {
      if (code === 0) resolve(messages);
    });
  });
}

function readAnswer({ path, output, streams }: Callable, answer: readonly Buffer[]): Json {
  const messages = answer.map((bytes) => decodeMessage(output, decode(path, output, bytes)));
  if (streams) return messages;
  const [message] = messages;
  if (message !== undefined && messages.length === 1) return message;
  throw unreadable(path, `answered with ${messages.length} messages in place of one`);
}

function decode(path: string, output: Callable['output'], bytes: Buffer): object {
  try {
    return output.decode(bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw unreadable(path, `answered with what is no ${output.name}: ${why}`);
  }
}

function unreadable(path: string, why: string): WorkflowError {
  return WorkflowError.of('communication', 'Unreadable response', `${path} ${why}`);
}

function tooMuch(path: string): WorkflowError {
  return WorkflowError.of(
    'communication',
    'Response too large',
    `${path} answered with more than ${maxMessages} messages, or ${maxResponseBytes} bytes`,
  );
}
