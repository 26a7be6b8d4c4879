import { describe, expect, it } from 'vitest';
import { serveA2a } from '../../../test/servers/a2a.ts';
import { serve } from '../../../test/servers/listen.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { createActivities } from '../activities.ts';

interface Given {
  readonly signal?: AbortSignal;
  readonly key?: string;
  readonly allowPrivate?: boolean;
}

function call(
  given: JsonObject,
  { signal = new AbortController().signal, key = 'key-1', allowPrivate = true }: Given = {},
): Promise<Json> {
  const activity = createActivities({ allowPrivate }).find(({ kind }) => kind === 'a2a');
  if (activity === undefined) throw new Error('there is no a2a activity');
  return activity.run({ kind: 'a2a', arguments: { parameters: {}, ...given } }, { signal, key });
}

const say = (text: string): JsonObject => ({ message: { parts: [{ kind: 'text', text }] } });
const runtime = (rest: object) => ({ problem: { type: expect.stringMatching(/\/runtime$/), ...rest } });

/** A task of the agent's that still waits. */
async function openTask(server: string): Promise<string> {
  const task = await call({ method: 'message/send', server, parameters: say('stay') });
  return isObject(task) ? String(task['id']) : '';
}

describe('call a2a', () => {
  it('C19 sends a message', async () => {
    const { url } = await serveA2a();
    const output = await call({ method: 'message/send', server: url, parameters: say('hello') });
    expect(output).toMatchObject({ kind: 'message', role: 'agent', parts: [{ text: 'Hello' }] });
  });

  it('C21 has the results of a stream in their order', async () => {
    const { url } = await serveA2a();
    const output = await call({ method: 'message/stream', server: url, parameters: say('work') });
    expect(output).toMatchObject([
      { kind: 'task', status: { state: 'submitted' } },
      { kind: 'artifact-update', artifact: { parts: [{ text: 'half' }] } },
      { kind: 'status-update', status: { state: 'completed' }, final: true },
    ]);
  });

  it('C19 gets a task', async () => {
    const { url } = await serveA2a();
    const id = await openTask(url);
    const output = await call({ method: 'tasks/get', server: url, parameters: { id } });
    expect(output).toMatchObject({ id, kind: 'task', status: { state: 'input-required' } });
  });

  it('C19 cancels a task', async () => {
    const { url } = await serveA2a();
    const id = await openTask(url);
    const output = await call({ method: 'tasks/cancel', server: url, parameters: { id } });
    expect(output).toMatchObject({ id, status: { state: 'canceled' } });
  });

  it('C19 C21 takes up the stream of a task again', async () => {
    const { url, requests } = await serveA2a();
    const id = await openTask(url);
    const following = call({ method: 'tasks/resubscribe', server: url, parameters: { id } });
    await expect.poll(() => requests.at(-1)?.['method']).toBe('tasks/resubscribe');
    await call({ method: 'tasks/cancel', server: url, parameters: { id } });
    const output = await following;
    expect(output).toMatchObject([{ id, kind: 'task' }, { status: { state: 'canceled' } }]);
  });

  it('C19 sets, gets, lists and deletes where to notify of a task', async () => {
    const { url } = await serveA2a();
    const taskId = await openTask(url);
    const notify = (method: string, parameters: JsonObject) =>
      call({ method: `tasks/pushNotificationConfig/${method}`, server: url, parameters });
    const pushNotificationConfig = { id: 'one', url: 'https://x.test/notify' };
    expect(await notify('set', { taskId, pushNotificationConfig })).toMatchObject({
      taskId,
      pushNotificationConfig,
    });
    const which = { id: taskId, pushNotificationConfigId: 'one' };
    expect(await notify('get', which)).toMatchObject({ taskId, pushNotificationConfig });
    expect(await notify('list', { id: taskId })).toMatchObject([{ taskId, pushNotificationConfig }]);
    expect(await notify('delete', which)).toBeNull();
    expect(await notify('list', { id: taskId })).toEqual([]);
  });

  it('C19 gets the extended card', async () => {
    const { url } = await serveA2a();
    const output = await call({ method: 'agent/getAuthenticatedExtendedCard', server: url });
    expect(output).toMatchObject({ name: 'peer', supportsAuthenticatedExtendedCard: true });
  });

  it('C21 gives a message an id that a repeat has again, and a role', async () => {
    const { url, requests, headers } = await serveA2a();
    const given = { method: 'message/send', server: url, parameters: say('hello') };
    for (const key of ['a', 'a', 'b']) await call(given, { key });
    const messages = requests.map(({ params }) =>
      isObject(params ?? null) ? Object(params).message : undefined,
    );
    expect(messages[0]).toMatchObject({
      kind: 'message',
      role: 'user',
      messageId: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
    });
    expect(messages[1].messageId).toBe(messages[0].messageId);
    expect(messages[2].messageId).not.toBe(messages[0].messageId);
    expect(headers.map((one) => one['idempotency-key'])).toEqual(['a', 'a', 'b']);
  });

  it('C21 leaves the id and the role of the task as they are', async () => {
    const { url, requests } = await serveA2a();
    const message = { messageId: 'mine', role: 'agent', parts: [{ kind: 'text', text: 'hello' }] };
    await call({ method: 'message/send', server: url, parameters: { message } });
    expect(requests).toMatchObject([{ params: { message } }]);
  });

  it('C20 C22 calls an agent of 0.3 by its card', async () => {
    const { card, headers } = await serveA2a();
    const agentCard = { uri: 'card.json', text: JSON.stringify(card('0.3')) };
    const output = await call({ method: 'message/send', agentCard, parameters: say('hello') });
    expect(output).toMatchObject({ kind: 'message' });
    expect(headers[0]?.['a2a-version']).toBeUndefined();
  });

  it('C20 calls an agent of 1.0 by its card, with the names of 1.0', async () => {
    const { card, requests } = await serveA2a();
    const agentCard = { uri: 'card.json', text: JSON.stringify(card('1.0')) };
    const parameters = { message: { parts: [{ text: 'work' }] } };
    const output = await call({ method: 'message/stream', agentCard, parameters });
    expect(output).toMatchObject([
      { task: { status: { state: 'TASK_STATE_SUBMITTED' } } },
      { artifactUpdate: {} },
      { statusUpdate: { status: { state: 'TASK_STATE_COMPLETED' } } },
    ]);
    expect(requests).toMatchObject([
      { method: 'SendStreamingMessage', params: { message: { role: 'ROLE_USER' } } },
    ]);
  });

  it('C19 lists tasks of an agent of 1.0', async () => {
    const { card } = await serveA2a();
    const agentCard = { uri: 'card.json', text: JSON.stringify(card('1.0')) };
    await call({ method: 'message/send', agentCard, parameters: { message: { parts: [{ text: 'stay' }] } } });
    expect(await call({ method: 'tasks/list', agentCard })).toMatchObject({ tasks: [{}] });
  });

  it('C22 faults the task with the agent’s error', async () => {
    const { url } = await serveA2a();
    const given = { method: 'tasks/get', server: url, parameters: { id: 'nothing' } };
    await expect(call(given)).rejects.toMatchObject(
      runtime({ status: 500, title: 'A2A error -32001', detail: expect.stringContaining('nothing') }),
    );
  });

  it('C22 faults the task when nobody answers', async () => {
    const given = { method: 'tasks/list', server: 'http://127.0.0.1:9/' };
    await expect(call(given)).rejects.toMatchObject(runtime({ status: 503 }));
  });

  it('G51 calls no agent at a private address', async () => {
    const { url, requests } = await serveA2a();
    const given = { method: 'tasks/list', server: url };
    await expect(call(given, { allowPrivate: false })).rejects.toMatchObject(runtime({ status: 403 }));
    expect(requests).toEqual([]);
  });

  it.each([
    ['HTTP', 500, 'text/plain', 'out of order', { status: 500, title: 'HTTP 500 Internal Server Error' }],
    ['something else', 200, 'text/html', '<p>', { title: 'Unreadable A2A answer' }],
    [
      'JSON-RPC with a status',
      400,
      'application/json',
      '{"error":{"code":-32600,"message":"no"}}',
      { title: 'A2A error -32600' },
    ],
    [
      'a stream',
      200,
      'text/event-stream',
      'data: {"result":1}\n\ndata: {"error":{"code":-1,"message":"no"}}\n\n',
      { title: 'A2A error -1' },
    ],
    [
      'data that nests too deep',
      200,
      'application/json',
      `{"result":${'['.repeat(600)}${']'.repeat(600)}}`,
      { detail: 'the answer nests too deep' },
    ],
  ])('C22 faults the task on an error by %s', async (_, status, type, body, problem) => {
    const origin = await serve((_request, response) =>
      response.writeHead(status, { 'content-type': type }).end(body),
    );
    await expect(call({ method: 'message/stream', server: origin })).rejects.toMatchObject(runtime(problem));
  });

  it('C21 reads events in every form that they may have', async () => {
    const body =
      ': hi\r\nid: 1\r\ndata: {"result":\r\ndata: 1}\r\n\r\nevent: x\n\ndata:{"result":2}\n\ndata: {"result":3}';
    const origin = await serve((_, response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).end(body),
    );
    expect(await call({ method: 'message/stream', server: origin })).toEqual([1, 2]);
  });

  it('is left when the task is cancelled', async () => {
    const controller = new AbortController();
    const origin = await serve(() => controller.abort(new Error('cancelled')));
    await expect(call({ method: 'message/send', server: origin }, controller)).rejects.toThrow('cancelled');
  });
});

describe('the credentials of call a2a', () => {
  const bearer = (token: string): JsonObject => ({ bearer: { token } });
  const method = 'message/send';
  const parameters = say('hello');
  const security = { security: [{ oauth: [] }, { basic: [] }] };

  it('C22 are those of the server', async () => {
    const { url, headers } = await serveA2a();
    await call({ method, parameters, server: url, authentication: bearer('t') });
    expect(headers[0]?.authorization).toBe('Bearer t');
  });

  it('C22 are those of a local card', async () => {
    const { card, headers } = await serveA2a();
    const agentCard = {
      uri: 'a.json',
      text: JSON.stringify(card('0.3', security)),
      authentication: bearer('t'),
    };
    await call({ method, parameters, agentCard });
    expect(headers[0]?.authorization).toBe('Bearer t');
  });

  it('C22 of a card stay with its origin', async () => {
    const { card, headers } = await serveA2a();
    const asked: (string | undefined)[] = [];
    const origin = await serve((request, response) => {
      asked.push(request.headers.authorization);
      response.end(JSON.stringify(card('0.3')));
    });
    await call({ method, parameters, agentCard: { uri: origin, authentication: bearer('t') } });
    expect(asked).toEqual(['Bearer t']);
    expect(headers[0]?.authorization).toBeUndefined();
  });

  it('C22 of the server go to no other one that a card names', async () => {
    const { url, card, headers } = await serveA2a();
    const origin = await serve((_, response) => response.end(JSON.stringify(card('0.3'))));
    const given = { method, parameters, agentCard: { uri: origin }, authentication: bearer('t') };
    await call({ ...given, server: 'https://agent.test' });
    await call({ ...given, server: url });
    expect(headers.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer t']);
  });

  it('C22 are asked for where the card does', async () => {
    const { card, requests } = await serveA2a();
    const agentCard = { uri: 'a.json', text: JSON.stringify(card('0.3', security)) };
    await expect(call({ method, parameters, agentCard })).rejects.toMatchObject({
      problem: { status: 401, detail: expect.stringContaining('oauth, or basic') },
    });
    expect(requests).toEqual([]);
  });

  it('C22 are not asked for where nobody needs them', async () => {
    const { card } = await serveA2a();
    const open = card('1.0', { securityRequirements: [{ schemes: { oauth: {} } }, { schemes: {} }] });
    const agentCard = { uri: 'a.json', text: JSON.stringify(open) };
    expect(
      await call({ method, agentCard, parameters: { message: { parts: [{ text: 'hello' }] } } }),
    ).toMatchObject({
      message: { role: 'ROLE_AGENT' },
    });
  });
});

describe('an agent card', () => {
  it.each([
    ['no JSON', 'card', 'the agent card is no JSON object'],
    ['another protocol only', '{"url":"https://x.test","preferredTransport":"GRPC"}', 'it has GRPC 0.3'],
    [
      'another version only',
      '{"supportedInterfaces":[{"url":"https://x.test","protocolBinding":"JSONRPC","protocolVersion":"2.0"}]}',
      'it has JSONRPC 2.0',
    ],
    ['no address of the web', '{"url":"mailto:a@x.test"}', 'no http or https address'],
    ['no address', '{"name":"agent"}', 'the agent card has no url'],
  ])('C20 with %s is refused', async (_, text, detail) => {
    await expect(call({ method: 'tasks/list', agentCard: { uri: 'a.json', text } })).rejects.toMatchObject({
      problem: { type: expect.stringMatching(/\/configuration$/), detail: expect.stringContaining(detail) },
    });
  });
});
