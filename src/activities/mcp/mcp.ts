import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { Authenticator } from '../../authentication/index.ts';
import { type Json, toJson } from '../../json/json.ts';
import type { StreamingTransport } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { Activity, ActivityContext } from '../activity.ts';
import { type RunKind, requireAllowed } from '../run/allowed.ts';
import { inFolder } from '../run/child-process.ts';
import { keyVariable } from '../run/request.ts';
import { Answers } from './answers.ts';
import { failureOf, outputOf } from './failure.ts';
import { openHttp } from './http.ts';
import { type HttpServer, type McpRequest, readRequest, type StdioServer } from './request.ts';
import { startServer } from './stdio.ts';

/** Milliseconds that a timer can wait at most. */
const longest = 2 ** 31 - 1;
/** Milliseconds that a server has to forget a session. */
const goodbyeTimeout = 2_000;

interface McpOptions {
  readonly authenticator: Pick<Authenticator, 'authorize'>;
  readonly stream: StreamingTransport;
  readonly allowed: readonly RunKind[];
}

/**
 * `call: mcp`: connects to a server, sends one request, and leaves. A server over stdio is started for the call, where
 * the operator allows it.
 * @throws WorkflowError `runtime` for whatever fails in the call (dsl-reference, "MCP Call"), a tool's own error
 * included; `timeout` after the call's timeout; `authorization` where stdio is not allowed; `configuration` for a
 * version that is not spoken here, a program that is not there, an address that is none.
 */
export function createMcpActivity(options: McpOptions): Activity {
  return {
    kind: 'mcp',
    async run({ arguments: given }, context) {
      const request = readRequest(given);
      const timer =
        request.timeout === undefined ? undefined : AbortSignal.timeout(Math.min(request.timeout, longest));
      const signal = timer === undefined ? context.signal : AbortSignal.any([context.signal, timer]);
      try {
        const { server } = request;
        return server.by === 'http'
          ? await callHttp(request, server, options, { ...context, signal })
          : await callStdio(request, server, options, { ...context, signal });
      } catch (error) {
        context.signal.throwIfAborted();
        if (timer?.aborted === true) throw tooLate(request);
        throw await failureOf(error);
      }
    },
  };
}

async function callHttp(
  request: McpRequest,
  server: HttpServer,
  { authenticator, stream }: McpOptions,
  { signal, key }: ActivityContext,
): Promise<Json> {
  const { credentials } = server;
  const authorization =
    credentials === undefined ? undefined : await authenticator.authorize(credentials, signal);
  const answers = new Answers();
  // The session is ended after the call, whatever has become of the call.
  const leaving = new AbortController();
  const transport = await openHttp({
    server,
    stream,
    authorization,
    answers,
    key,
    signal: leaving.signal,
  });
  try {
    return await ask(request, transport, answers.lost, signal);
  } catch (error) {
    throw await failureOf(error, authorization?.parameter);
  } finally {
    answers.stop();
    const timer = setTimeout(() => leaving.abort(), goodbyeTimeout);
    await transport.terminateSession().catch(() => {});
    clearTimeout(timer);
    await transport.close();
  }
}

function callStdio(
  request: McpRequest,
  server: StdioServer,
  { allowed }: McpOptions,
  { signal, key }: ActivityContext,
): Promise<Json> {
  requireAllowed('mcp', allowed);
  return inFolder(async (folder) => {
    const environment = { ...server.environment, [keyVariable]: key };
    const started = await startServer({ ...server, environment }, folder);
    try {
      return await ask(request, started.transport, started.gone, signal);
    } finally {
      await started.end();
    }
  });
}

/** Initializes, asks, and reads the answer. @param gone rejects when no answer can come any more. */
async function ask(
  request: McpRequest,
  transport: Transport,
  gone: Promise<never>,
  signal: AbortSignal,
): Promise<Json> {
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
  const { ResultSchema, SUPPORTED_PROTOCOL_VERSIONS: known } = await import(
    '@modelcontextprotocol/sdk/types.js'
  );
  const { protocolVersion, method, parameters, client: name } = request;
  if (!known.includes(protocolVersion)) {
    throw WorkflowError.of(
      'configuration',
      'Unknown MCP version',
      `the protocol version ${protocolVersion} is not spoken here; there are ${known.join(', ')}`,
    );
  }
  signal.throwIfAborted();
  const client = new Client(name);
  // The SDK would give up after a minute, which is not what the task asked for.
  const options = { signal, timeout: longest };
  const answer = async () => {
    await client.connect(asking(transport, protocolVersion), options);
    return client.request({ method, params: { ...parameters } }, ResultSchema, options);
  };
  return outputOf(method, toJson(await Promise.race([answer(), gone])));
}

/** The client asks for the latest version it knows; the task says which one it wants. */
function asking(transport: Transport, protocolVersion: string): Transport {
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    const first = 'method' in message && message.method === 'initialize';
    return send(first ? { ...message, params: { ...message.params, protocolVersion } } : message, options);
  };
  return transport;
}

function tooLate({ method, timeout }: McpRequest): WorkflowError {
  return WorkflowError.of('timeout', 'MCP call timed out', `${method} had no answer within ${timeout} ms`);
}
