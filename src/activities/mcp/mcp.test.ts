import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serve } from '../../../test/servers/listen.ts';
import { serveMcp } from '../../../test/servers/mcp.ts';
import type { Json, JsonObject } from '../../json/json.ts';
import { createActivities } from '../activities.ts';
import type { RunKind } from '../run/index.ts';

interface Given {
  readonly signal?: AbortSignal;
  readonly allowRun?: readonly RunKind[];
  readonly allowPrivate?: boolean;
  readonly stubs?: readonly [];
}

function call(
  given: JsonObject,
  { signal = new AbortController().signal, ...settings }: Given = {},
): Promise<Json> {
  const activity = createActivities({ allowPrivate: true, allowRun: ['mcp'], ...settings }).find(
    ({ kind }) => kind === 'mcp',
  );
  if (activity === undefined) throw new Error('there is no mcp activity');
  const defaults = { protocolVersion: '2025-06-18', parameters: {} };
  return activity.run({ kind: 'mcp', arguments: { ...defaults, ...given } }, { signal, key: 'key-1' });
}

const tool = (name: string, given: JsonObject = {}): JsonObject => ({
  method: 'tools/call',
  parameters: { name, arguments: given },
});

const runtime = (rest: object) => ({
  problem: { type: expect.stringMatching(/\/runtime$/), ...rest },
});

describe('a server over http', () => {
  it.each([
    ['tools/list', {}, { tools: [{ name: 'add' }] }],
    ['tools/call', { name: 'add', arguments: { a: 1, b: 2 } }, { content: [{ type: 'text', text: '3' }] }],
    ['prompts/list', {}, { prompts: [{ name: 'greet' }] }],
    [
      'prompts/get',
      { name: 'greet', arguments: { name: 'Ada' } },
      { messages: [{ content: { text: 'Hello Ada' } }] },
    ],
    ['resources/list', { cursor: 'page-1' }, { resources: [{ uri: 'note://1' }], nextCursor: 'page-2' }],
    ['resources/read', { uri: 'note://1' }, { contents: [{ uri: 'note://1', text: 'a note' }] }],
    ['resources/templates/list', {}, { resourceTemplates: [{ uriTemplate: 'note://{id}' }] }],
  ])('C23 answers %s with the result as it is', async (method, parameters, result) => {
    const { url } = await serveMcp();
    const output = await call({ method, parameters, transport: { http: { uri: url } } });
    expect(output).toMatchObject(result);
  });

  it('C25 may answer without a stream', async () => {
    const { url } = await serveMcp({ json: true });
    const output = await call({ ...tool('add', { a: 2, b: 2 }), transport: { http: { uri: url } } });
    expect(output).toEqual({ content: [{ type: 'text', text: '4' }] });
  });

  it('C25 may send other messages before its answer', async () => {
    const { url } = await serveMcp();
    const output = await call({ ...tool('chatty'), transport: { http: { uri: url } } });
    expect(output).toMatchObject({ structuredContent: { done: true } });
  });

  it('C24 learns the name of the client', async () => {
    const { url, clients } = await serveMcp();
    const client = { name: 'shop', version: '2.1.0' };
    await call({ ...tool('add'), client, transport: { http: { uri: url } } });
    expect(clients).toEqual([client]);
  });

  it('C23 is asked for the version of the task', async () => {
    const { url, requests } = await serveMcp();
    await call({ ...tool('add'), protocolVersion: '2025-03-26', transport: { http: { uri: url } } });
    const versions = requests.map(({ headers }) => headers['mcp-protocol-version']);
    expect(new Set(versions)).toEqual(new Set([undefined, '2025-03-26']));
  });

  it('C23 is not asked for a version that is not spoken here', async () => {
    const { url, requests } = await serveMcp();
    const given = { ...tool('add'), protocolVersion: '2031-01-01', transport: { http: { uri: url } } };
    await expect(call(given)).rejects.toMatchObject({
      problem: {
        type: expect.stringMatching(/\/configuration$/),
        detail: expect.stringContaining('2031-01-01'),
      },
    });
    expect(requests).toEqual([]);
  });

  it('C25 gets the headers of the task, its credentials and the key', async () => {
    const { url, requests } = await serveMcp();
    const http = { uri: url, headers: { 'x-tenant': 'a' }, authentication: { bearer: { token: 't' } } };
    await call({ ...tool('add'), transport: { http } });
    for (const { headers } of requests) {
      expect(headers).toMatchObject({
        'x-tenant': 'a',
        authorization: 'Bearer t',
        'idempotency-key': 'key-1',
      });
    }
  });

  it('has its session ended after the call', async () => {
    const { url, requests, sessions } = await serveMcp();
    await call({ ...tool('add'), transport: { http: { uri: url } } });
    expect(requests.at(-1)?.method).toBe('DELETE');
    expect(sessions.size).toBe(0);
  });

  it('C25 faults the task when the tool says it failed', async () => {
    const { url } = await serveMcp();
    await expect(call({ ...tool('fail'), transport: { http: { uri: url } } })).rejects.toMatchObject(
      runtime({ status: 500, title: 'The tool failed', detail: 'no stock left' }),
    );
  });

  it('C25 faults the task with its own error', async () => {
    const { url } = await serveMcp();
    await expect(call({ ...tool('nothing'), transport: { http: { uri: url } } })).rejects.toMatchObject(
      runtime({ title: 'MCP error -32602', detail: expect.stringContaining('there is no tool nothing') }),
    );
  });

  it('C25 faults the task with its HTTP status', async () => {
    const origin = await serve((_, response) => response.writeHead(403).end('keep out'));
    await expect(call({ ...tool('add'), transport: { http: { uri: origin } } })).rejects.toMatchObject(
      runtime({ status: 403, detail: expect.stringContaining('keep out') }),
    );
  });

  it('C25 is not quoted when it repeats the credentials', async () => {
    const origin = await serve((request, response) => {
      response.writeHead(401).end(`no entry for ${request.headers.authorization}`);
    });
    const http = { uri: origin, authentication: { bearer: { token: 's3cr3t' } } };
    await expect(call({ ...tool('add'), transport: { http } })).rejects.toMatchObject(
      runtime({ status: 401, detail: expect.stringContaining('no entry for Bearer ***') }),
    );
  });

  it('is not called where stubs stand for the network', async () => {
    const { url, requests } = await serveMcp();
    const given = { ...tool('add'), transport: { http: { uri: url } } };
    await expect(call(given, { stubs: [] })).rejects.toMatchObject(runtime({ title: 'No stub' }));
    expect(requests).toEqual([]);
  });

  it('C25 faults the task when nobody answers', async () => {
    const http = { uri: 'http://127.0.0.1:9/mcp' };
    await expect(call({ ...tool('add'), transport: { http } })).rejects.toMatchObject(
      runtime({ status: 503 }),
    );
  });

  it('C25 faults the task when its answer breaks off', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(': nothing\n\n');
    });
    await expect(call({ ...tool('add'), transport: { http: { uri: origin } } })).rejects.toMatchObject(
      runtime({ status: 502 }),
    );
  }, 20_000);

  it.each(['{"hello":"world"}', '{oops'])('C25 faults the task when its answer is %s', async (body) => {
    const origin = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
    await expect(call({ ...tool('add'), transport: { http: { uri: origin } } })).rejects.toMatchObject(
      runtime({ detail: 'the server answered with what is no message of MCP' }),
    );
  });

  it('G51 is not called at a private address', async () => {
    const { url, requests } = await serveMcp();
    const given = { ...tool('add'), transport: { http: { uri: url } } };
    await expect(call(given, { allowPrivate: false })).rejects.toMatchObject(runtime({ status: 403 }));
    expect(requests).toEqual([]);
  });

  it('is not followed to another origin', async () => {
    const { url, requests } = await serveMcp();
    const origin = await serve((_, response) => response.writeHead(307, { location: url }).end());
    await expect(call({ ...tool('add'), transport: { http: { uri: origin } } })).rejects.toMatchObject(
      runtime({}),
    );
    expect(requests).toEqual([]);
  });

  it('cannot fill the memory with a stream that nobody asked for', async () => {
    const initialized = {
      jsonrpc: '2.0',
      id: 0,
      result: { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name: 's', version: '1' } },
    };
    const url = await serve((request, response) => {
      if (request.method === 'GET') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: ${'x'.repeat(9 * 1024 * 1024)}`);
        return;
      }
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        if (!body.includes('"initialize"')) {
          // The call itself is never answered.
          if (body.includes('notifications/')) response.writeHead(202).end();
          return;
        }
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(initialized));
      });
    });
    await expect(call({ ...tool('add'), transport: { http: { uri: url } } })).rejects.toMatchObject(
      runtime({ title: 'Response too large' }),
    );
  });

  it('C24 is not waited for longer than the timeout', async () => {
    const { url } = await serveMcp();
    const given = { ...tool('slow'), timeout: 200, transport: { http: { uri: url } } };
    await expect(call(given)).rejects.toMatchObject({
      problem: { type: expect.stringMatching(/\/timeout$/), status: 408 },
    });
  });

  it('is left when the task is cancelled', async () => {
    const { url, slow, sessions } = await serveMcp();
    const controller = new AbortController();
    const calling = call({ ...tool('slow'), transport: { http: { uri: url } } }, controller);
    await slow;
    controller.abort(new Error('cancelled'));
    await expect(calling).rejects.toThrow('cancelled');
    expect(sessions.size).toBe(0);
  });
});

const script = fileURLToPath(new URL('../../../test/servers/mcp-stdio.js', import.meta.url));
const stdio = (rest: JsonObject = {}): JsonObject => ({
  stdio: { command: process.execPath, arguments: [script], environment: {}, ...rest },
});

describe('a server over stdio', () => {
  it('C25 gets its arguments and its environment, and nothing else of this process', async () => {
    const output = await call({
      ...tool('describe'),
      transport: stdio({ arguments: [script, '--a', 'b'], environment: { TOKEN: 't' } }),
    });
    expect(output).toEqual({
      content: [],
      structuredContent: {
        argv: ['--a', 'b'],
        env: expect.objectContaining({ TOKEN: 't', EVENTCTL_IDEMPOTENCY_KEY: 'key-1' }),
      },
    });
    expect(JSON.stringify(output)).not.toContain('VITEST');
  });

  it('G51 is not started unless it is allowed', async () => {
    const given = { ...tool('describe'), transport: stdio() };
    await expect(call(given, { allowRun: ['shell', 'script', 'container'] })).rejects.toMatchObject({
      problem: { status: 403, detail: expect.stringContaining('--allow-run mcp') },
    });
  });

  it('C25 faults the task when it ends before it answers', async () => {
    await expect(call({ ...tool('nothing'), transport: stdio() })).rejects.toMatchObject(
      runtime({ detail: expect.stringMatching(/ended with 3: no idea what to do/) }),
    );
  });

  it('C25 faults the task when there is no such program', async () => {
    const given = { ...tool('describe'), transport: stdio({ command: 'no-such-program' }) };
    await expect(call(given)).rejects.toMatchObject({
      problem: { title: 'Program not found', detail: expect.stringContaining('no-such-program') },
    });
  });

  it('C25 faults the task when it writes JSON that is no message', async () => {
    const given = {
      ...tool('describe'),
      transport: stdio({ command: 'sh', arguments: ['-c', 'echo {}; cat'] }),
    };
    await expect(call(given)).rejects.toMatchObject(runtime({ title: 'Unreadable MCP message' }));
  });

  it('C25 may be started by something that writes to stdout too', async () => {
    const command = `echo installing; exec "${process.execPath}" "${script}"`;
    const given = { ...tool('describe'), transport: stdio({ command: 'sh', arguments: ['-c', command] }) };
    expect(await call(given)).toMatchObject({ content: [] });
  });

  it('is ended with what it has started when the task is cancelled', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'eventctl-mcp-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'ids');
    const controller = new AbortController();
    const calling = call({ ...tool('wait', { file }), transport: stdio() }, controller);
    await expect.poll(() => existsSync(file), { timeout: 10_000 }).toBe(true);
    controller.abort(new Error('cancelled'));
    await expect(calling).rejects.toThrow('cancelled');
    const ids: number[] = JSON.parse(readFileSync(file, 'utf8'));
    for (const id of ids) await expect.poll(() => isAlive(id)).toBe(false);
  });
});

/** A process that has ended may still stand in the table, until its parent has looked. */
function isAlive(id: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(id)], { encoding: 'utf8' });
  return !/^(Z.*)?$/.test(stdout.trim());
}
