import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Backend, createMemoryBackend } from '../backend/index.ts';
import { compileStored } from '../definitions/index.ts';
import { createEngine, type Engine, realClock } from '../engine/index.ts';
import type { Json } from '../json/json.ts';
import { startServer } from '../server/index.ts';
import type { Client } from './client.ts';
import { createLocalClient } from './local.ts';
import { createRemoteClient } from './remote.ts';

const workflow = (version: string, greeting = 'Hello') => ({
  path: 'hello.yaml',
  text: `document: { dsl: 1.0.0, namespace: test, name: hello, version: ${version}, title: A greeting }
schedule: { on: { one: { with: { type: test.greet } } } }
do:
  - greet: { set: { text: ${greeting} } }
`,
});
const waiting = {
  path: 'waiting.yaml',
  text: `document: { dsl: 1.0.0, namespace: test, name: waiting, version: 1.0.0 }
do:
  - listen: { listen: { to: { one: { with: { type: test.go } } } } }
`,
};
const hourly = `document: { dsl: 1.0.0, namespace: test, name: hourly, version: 1.0.0 }
schedule: { every: PT1H }
do: [{ greet: { set: { text: Hello } } }]
`;
const broken = { path: 'broken.yaml', text: 'document: { dsl: 1.0.0 }\ndo: []\n' };
const service = {
  path: 'catalog/greeter.yaml',
  text: `asyncapi: 3.0.0
info: { title: Greeter, version: 1.0.0 }
channels:
  greetings:
    address: greetings
    messages: { greeting: { payload: { type: object } } }
operations:
  sendGreeting: { action: send, channel: { $ref: '#/channels/greetings' } }
`,
};
const event = {
  specversion: '1.0',
  id: 'e1',
  source: 'test',
  type: 'test.greet',
  tenant: 'acme',
  data: { a: 1 },
} as const;
const hello = { namespace: 'test', name: 'hello' };

interface Room {
  readonly client: Client;
  readonly engine: Engine;
  readonly backend: Backend;
  close(): Promise<void>;
}

async function localRoom(): Promise<Room> {
  const backend = createMemoryBackend();
  const engine = createEngine({
    backend,
    clock: realClock,
    compile: compileStored,
    activities: [],
    secrets: {},
    runtime: { name: 'eventctl', version: 'test' },
    log: () => {},
  });
  const client = createLocalClient({ backend, engine });
  return { client, engine, backend, close: () => client.close() };
}

async function remoteRoom(): Promise<Room> {
  const local = await localRoom();
  const server = await startServer({
    client: local.client,
    version: 'test',
    host: '127.0.0.1',
    port: 0,
    token: 's3cret',
    log: (_, error) => expect.unreachable(String(error)),
  });
  const client = createRemoteClient({ url: server.url, token: 's3cret' });
  return {
    ...local,
    client,
    async close() {
      await client.close();
      await server.stop();
      await local.close();
    },
  };
}

describe.each([
  ['local', localRoom],
  ['remote', remoteRoom],
])('a %s client', (_, open) => {
  let room: Room;
  let client: Client;
  beforeEach(async () => {
    room = await open();
    client = room.client;
  });
  afterEach(() => room.close());

  describe('apply', () => {
    it('tells what was created, and what is unchanged the next time', async () => {
      const files = [workflow('1.0.0'), service];
      const first = await client.apply(files);
      expect(first.resources).toEqual([
        { kind: 'service', name: 'Greeter:1.0.0', outcome: 'created' },
        { kind: 'workflow', name: 'test/hello:1.0.0', outcome: 'created' },
      ]);
      const second = await client.apply(files);
      expect(second.resources.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged']);
    });

    it('refuses invalid definitions with their positions, and stores nothing', async () => {
      await expect(client.apply([workflow('1.0.0'), broken])).rejects.toMatchObject({
        code: 'invalid-definition',
        diagnostics: expect.arrayContaining([
          expect.objectContaining({
            file: 'broken.yaml',
            severity: 'error',
            position: { line: 1, column: 1 },
          }),
        ]),
      });
      expect(await client.listWorkflows()).toEqual([]);
    });

    it('refuses other content under the same version, and stores nothing', async () => {
      await client.apply([workflow('1.0.0')]);
      await expect(client.apply([workflow('1.0.0', 'Hi'), waiting])).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('test/hello:1.0.0'),
        hint: expect.stringContaining('document.version'),
      });
      expect(await client.listWorkflows()).toHaveLength(1);
    });
  });

  describe('workflows', () => {
    beforeEach(() => client.apply([workflow('1.0.0')]));

    it('are listed with what starts them', async () => {
      expect(await client.listWorkflows()).toMatchObject([
        { ...hello, version: '1.0.0', title: 'A greeting', file: 'hello.yaml', startedBy: ['test.greet'] },
      ]);
    });

    it('are shown with the next tick of their schedule', async () => {
      const ticking = { path: 't.yaml', text: hourly };
      await client.apply([ticking]);
      await room.engine.start();
      await room.engine.idle();
      const { schedule, appliedAt } = await client.showWorkflow({ namespace: 'test', name: 'hourly' });
      await room.engine.stop();
      expect(schedule).toMatchObject({ status: 'waiting', next: appliedAt + 60 * 60 * 1_000 });
      const { definition } = await client.showInstance(schedule?.instance ?? '');
      expect(definition.name).toBe('hourly~schedule');
      expect(await client.listInstances({ limit: 10 })).toEqual([]);
    });

    it('are shown with their text', async () => {
      expect(await client.showWorkflow({ ...hello, version: '1.0.0' })).toMatchObject({
        text: expect.stringContaining('greet:'),
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
    });

    it('are found in their highest version without one', async () => {
      await client.apply([workflow('1.9.0')]);
      await client.apply([workflow('1.10.0')]);
      expect(await client.showWorkflow(hello)).toMatchObject({ version: '1.10.0' });
    });

    it('are not found under another name', async () => {
      await expect(client.showWorkflow({ name: 'hello' })).rejects.toMatchObject({
        code: 'not-found',
        hint: expect.stringContaining('test/hello:1.0.0'),
      });
    });

    it('can be deleted', async () => {
      await client.deleteWorkflow({ ...hello, version: '1.0.0' });
      expect(await client.listWorkflows()).toEqual([]);
    });

    it('cannot be deleted while an instance is live', async () => {
      const { id } = await client.startInstance({ workflow: hello });
      await expect(client.deleteWorkflow({ ...hello, version: '1.0.0' })).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(id),
      });
    });

    it('cannot be deleted when they are not there', async () => {
      await expect(client.deleteWorkflow({ ...hello, version: '7.0.0' })).rejects.toMatchObject({
        code: 'not-found',
      });
    });
  });

  describe('services', () => {
    beforeEach(() => client.apply([service]));

    it('are listed with all that is known of them', async () => {
      expect(await client.listServices()).toEqual(await room.backend.services.list());
    });

    it.each(['greeter.yaml', 'Greeter', 'sendGreeting', 'greetings', 'greeting'])(
      'are found by %s',
      async (name) => {
        expect(await client.showService(name)).toMatchObject({ title: 'Greeter' });
      },
    );

    it('are not found by another name', async () => {
      await expect(client.showService('a/b?c')).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  describe('instances', () => {
    beforeEach(() => client.apply([workflow('1.0.0'), waiting]));

    it('are started with an input, and shown', async () => {
      const started = await client.startInstance({ workflow: hello, input: { name: 'Ada' } });
      expect(started).toMatchObject({ definition: { ...hello, version: '1.0.0' }, status: 'pending' });
      expect(await client.showInstance(started.id)).toEqual(await room.backend.instances.get(started.id));
      expect(await client.showInstance(started.id)).toMatchObject({ input: { name: 'Ada' } });
    });

    it('are not started with an input that nests too deep to be shown again', async () => {
      const input: Json = JSON.parse('['.repeat(1_000) + ']'.repeat(1_000));
      await expect(client.startInstance({ workflow: hello, input })).rejects.toMatchObject({
        code: 'usage',
        message: 'the input nests too deep',
      });
    });

    it('are not started of a workflow that is not there', async () => {
      await expect(client.startInstance({ workflow: { name: 'nothing' } })).rejects.toMatchObject({
        code: 'not-found',
      });
    });

    it('are listed by status and workflow', async () => {
      const { id } = await client.startInstance({ workflow: hello });
      await client.startInstance({ workflow: { namespace: 'test', name: 'waiting' } });
      expect(await client.listInstances({ limit: 10 })).toHaveLength(2);
      expect(await client.listInstances({ limit: 1 })).toHaveLength(1);
      expect(await client.listInstances({ limit: 10, status: 'completed' })).toEqual([]);
      expect(await client.listInstances({ limit: 10, workflow: hello })).toMatchObject([
        { id, status: 'pending' },
      ]);
      expect(
        await client.listInstances({ limit: 10, workflow: { name: 'hello', version: '2.0.0' } }),
      ).toEqual([]);
    });

    it('are not found by another id', async () => {
      await expect(client.showInstance('nothing')).rejects.toMatchObject({ code: 'not-found' });
      await expect(client.cancelInstance({ id: 'nothing' })).rejects.toMatchObject({ code: 'not-found' });
    });

    it('are cancelled, once', async () => {
      await room.engine.start();
      const { id } = await client.startInstance({ workflow: { namespace: 'test', name: 'waiting' } });
      await client.cancelInstance({ id, reason: 'enough' });
      for await (const _ of client.logs({ instance: id, follow: true }));
      expect(await client.showInstance(id)).toMatchObject({ status: 'cancelled' });
      await expect(client.cancelInstance({ id })).rejects.toMatchObject({ code: 'conflict' });
      await room.engine.stop();
    });
  });

  describe('events', () => {
    beforeEach(() => client.apply([workflow('1.0.0')]));

    it('are accepted once', async () => {
      expect(await client.sendEvent(event)).toEqual({ outcome: 'accepted' });
      expect(await client.sendEvent(event)).toEqual({ outcome: 'duplicate' });
    });

    it('start instances', async () => {
      await client.sendEvent(event);
      expect(await client.listInstances({ limit: 10 })).toMatchObject([{ definition: hello }]);
    });

    it('are listed as they were sent', async () => {
      await client.sendEvent(event);
      expect(await client.listEvents({ limit: 10 })).toMatchObject([{ event, deliveries: 1 }]);
      expect(await client.listEvents({ limit: 10, type: 'other' })).toEqual([]);
    });
  });

  it('tells how much there is', async () => {
    await client.apply([workflow('1.0.0'), waiting, service]);
    await client.startInstance({ workflow: hello });
    expect(await client.status()).toEqual({ store: 'memory', workflows: 2, services: 1, backlog: 1 });
  });

  describe('logs', () => {
    beforeEach(() => client.apply([workflow('1.0.0'), waiting]));

    async function types(instance: string, follow: boolean, signal?: AbortSignal): Promise<string[]> {
      const seen: string[] = [];
      const query = { instance, follow, ...(signal === undefined ? {} : { signal }) };
      for await (const { type } of client.logs(query)) seen.push(type);
      return seen;
    }

    it('end with what was written', async () => {
      const { id } = await client.startInstance({ workflow: hello });
      expect(await types(id, false)).toEqual([]);
    });

    it('follow an instance to its end', async () => {
      const { id } = await client.startInstance({ workflow: hello });
      const following = types(id, true);
      await room.engine.start();
      const seen = await following;
      await room.engine.stop();
      expect(seen).toEqual(['instance.started', 'task.started', 'task.completed', 'instance.completed']);
      expect(await types(id, false)).toEqual(seen);
    });

    it('end when the reader has had enough', async () => {
      const { id } = await client.startInstance({ workflow: { namespace: 'test', name: 'waiting' } });
      await room.engine.start();
      const abort = new AbortController();
      for await (const { type } of client.logs({ instance: id, follow: true, signal: abort.signal })) {
        if (type === 'task.waiting') abort.abort();
      }
      expect(abort.signal.aborted).toBe(true);
      await room.engine.stop();
    });

    it('of an instance that is removed are not there', async () => {
      const { id } = await client.startInstance({ workflow: hello });
      await room.engine.start();
      const seen = await types(id, true);
      await room.engine.stop();
      // Followed after its end, the log ends too.
      expect(await types(id, true)).toEqual(seen);
      await room.backend.instances.forget({ endedBefore: Number.MAX_SAFE_INTEGER, limit: 1 });
      await expect(types(id, false)).rejects.toMatchObject({ code: 'not-found' });
      await expect(types(id, true)).rejects.toMatchObject({ code: 'not-found' });
      await expect(client.showInstance(id)).rejects.toMatchObject({ code: 'not-found' });
      expect(await client.listInstances({ limit: 10 })).toEqual([]);
    });

    it('are not there for another id', async () => {
      await expect(types('nothing', false)).rejects.toMatchObject({ code: 'not-found' });
      await expect(types('nothing', true)).rejects.toMatchObject({ code: 'not-found' });
    });
  });
});

describe('a remote client', () => {
  it('says that nobody answers', async () => {
    const client = createRemoteClient({ url: 'http://127.0.0.1:9' });
    await expect(client.listWorkflows()).rejects.toMatchObject({
      code: 'unreachable',
      message: 'cannot reach the server http://127.0.0.1:9 (ECONNREFUSED)',
    });
  });

  it('refuses a URL that is none', () => {
    expect(() => createRemoteClient({ url: 'localhost:8585' })).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
  });
});
