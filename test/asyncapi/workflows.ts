import type { Json } from '../../src/json/json.ts';
import { Failure } from '../../src/problem/failure.ts';
import { type RunResult, runWorkflow } from '../../src/run/index.ts';

/** A document of one server, `main`, with one channel and an operation `say` for each of its directions. */
export interface Document {
  /** Protocol, host and the rest of a server, as YAML on one line. */
  readonly server: string;
  readonly address: string;
  /** More of the channel, and of the message, which has a payload with `n` unless this says otherwise. */
  readonly channel?: string;
  readonly message?: string;
  /** More of the operations, with a comma before it. */
  readonly operation?: string;
}

export function documentOf({
  server,
  address,
  channel = '',
  operation = '',
  message = '',
}: Document): string {
  return `asyncapi: 3.0.0
info: { title: Talk, version: '1' }
servers: { main: { ${server} } }
channels:
  talk:
    address: '${address}'
    messages: { Said: { ${message.includes('payload:') ? '' : 'payload: { type: object, required: [n] }, '}${message} } }
    ${channel}
operations:
  say: { action: receive, channel: { $ref: '#/channels/talk' }${operation} }
  hear: { action: send, channel: { $ref: '#/channels/talk' }${operation} }
`;
}

/** A workflow whose only task is the call; \`with\` is YAML on one line. */
export function workflowOf(call: string): string {
  return `document: { dsl: '1.0.3', namespace: test, name: talk, version: '1.0.0' }
do:
  - call: { call: asyncapi, with: { document: { endpoint: talk.yaml }, ${call} } }
`;
}

/** What a call gives for its \`consume\` and more: YAML on one line. */
export function hear(subscription: string, more = ''): string {
  return workflowOf(`operation: hear, server: { name: main }, subscription: { ${subscription} }${more}`);
}

export function say(message: string, more = ''): string {
  return workflowOf(`operation: say, server: { name: main }, message: { ${message} }${more}`);
}

/** Runs a workflow over real brokers of this machine. */
export function run(document: Document, workflow: string, input: Json = {}): Promise<RunResult> {
  return runWorkflow({
    files: [
      { path: 'workflow.yaml', text: workflow },
      { path: 'talk.yaml', text: documentOf(document) },
    ],
    input,
    allowPrivate: 'loopback',
    timeout: 30_000,
  });
}

/** Why a workflow is refused before it runs. */
export async function refusals(document: Document, workflow: string): Promise<readonly string[]> {
  try {
    await run(document, workflow);
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return (error.diagnostics ?? []).map(({ message }) => message);
  }
}

/** The payloads of a subscription's output. */
export function payloads({ output }: RunResult): readonly Json[] {
  if (!Array.isArray(output)) return [];
  return (output as readonly Json[]).map((message) =>
    typeof message === 'object' && message !== null && 'payload' in message
      ? (message['payload'] ?? null)
      : message,
  );
}

/** Sends `{ n: 1 }`, `{ n: 2 }`… until the run has ended: nothing tells from outside when it began to listen. */
export async function during(
  running: Promise<RunResult>,
  send: (payload: { readonly n: number }) => unknown,
): Promise<RunResult> {
  let over = false;
  const ended = running.finally(() => {
    over = true;
  });
  for (let n = 1; !over; n++) {
    await send({ n });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return ended;
}

/** The numbers of the messages that a subscription took, counted from the first of them. */
export function numbers(result: RunResult): readonly number[] {
  const found = payloads(result).map((payload) =>
    typeof payload === 'object' && payload !== null && 'n' in payload ? Number(payload['n']) : Number.NaN,
  );
  return found.map((n) => n - (found[0] ?? 0));
}
