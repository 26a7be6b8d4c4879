import { describe, expect, it } from 'vitest';
import { send, serve } from '../../test/cli/support/serve.ts';
import type { Client, InstanceQuery } from '../client/index.ts';
import { Failure } from '../problem/failure.ts';

const json = { 'content-type': 'application/json' };
const post = (body: unknown, headers: Readonly<Record<string, string>> = json) => ({
  method: 'POST',
  headers,
  body: JSON.stringify(body),
});

/** The query of a list, as the client gets it. */
async function queryOf(path: string): Promise<InstanceQuery | undefined> {
  let seen: InstanceQuery | undefined;
  const server = await serve({
    async listInstances(query) {
      seen = query;
      return [];
    },
  });
  expect((await send(server, path)).status).toBe(200);
  return seen;
}

async function refusal(client: Partial<Client>, path: string, options?: Parameters<typeof send>[2]) {
  const answer = await send(await serve(client), path, options);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const problem: unknown = JSON.parse(answer.text);
  return { status: answer.status, problem, headers: answer.headers };
}

describe('the API', () => {
  it('lists a hundred instances unless asked otherwise', async () => {
    expect(await queryOf('/api/v1/instances')).toEqual({ limit: 100 });
  });

  it('narrows a list', async () => {
    expect(
      await queryOf('/api/v1/instances?limit=5&status=waiting&name=order&namespace=shop&version=1.0.0'),
    ).toEqual({
      limit: 5,
      status: 'waiting',
      workflow: { name: 'order', namespace: 'shop', version: '1.0.0' },
    });
  });

  it.each(['limit=0', 'limit=x', 'limit=1.5', 'limit=10001', 'status=asleep', 'namespace=shop'])(
    'refuses a list with %s',
    async (query) => {
      const { status, problem } = await refusal({}, `/api/v1/instances?${query}`);
      expect(status).toBe(400);
      expect(problem).toMatchObject({ code: 'usage' });
    },
  );

  it('decodes the segments of a path', async () => {
    const names: string[] = [];
    const server = await serve({
      async showService(name) {
        names.push(name);
        throw new Failure('not-found', 'nobody');
      },
    });
    await send(server, '/api/v1/services/a%2Fb%20c');
    expect(names).toEqual(['a/b c']);
  });

  it.each(['/api/v1/services/%zz', '/api/v1/services/', '/api/v1', '/api/v1/nothing', '/api/v2/workflows'])(
    'has nothing at %s',
    async (path) => {
      expect(await refusal({}, path)).toMatchObject({ status: 404 });
    },
  );

  it('tells which methods a path has', async () => {
    const { status, headers } = await refusal({}, '/api/v1/instances', { method: 'PUT' });
    expect(status).toBe(405);
    expect(headers.allow).toBe('POST, GET');
  });

  it.each([
    ['no media type', {}],
    ['a form, which any web page can send', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', { 'content-type': 'text/plain' }],
  ])('refuses a body of %s', async (_, headers) => {
    expect(await refusal({}, '/api/v1/instances', post({ workflow: { name: 'a' } }, headers))).toMatchObject({
      status: 415,
    });
  });

  it.each([
    ['not JSON', '{'],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('refuses a body that is %s', async (_, body) => {
    const { status } = await refusal({}, '/api/v1/instances', { method: 'POST', headers: json, body });
    expect(status).toBe(400);
  });

  it('tells where a body is not as agreed upon', async () => {
    const { status, problem } = await refusal({}, '/api/v1/instances', post({ workflow: { name: 7 } }));
    expect(status).toBe(400);
    expect(problem).toMatchObject({ code: 'usage', detail: '/workflow/name: expected a string' });
  });

  it('refuses a body beyond its limit', async () => {
    const body = 'x'.repeat(16 * 1024 * 1024 + 1);
    const { status } = await refusal({}, '/api/v1/apply', { method: 'POST', headers: json, body });
    expect(status).toBe(413);
  });

  it('tells a failure with its hint and diagnostics', async () => {
    const diagnostic = {
      code: 'unknown-key',
      severity: 'error',
      message: 'there is no such key',
      file: 'a.yaml',
      position: { line: 1, column: 2 },
      pointer: '/do',
    } as const;
    const apply = async () => {
      throw new Failure('invalid-definition', 'nothing was applied', {
        hint: 'mend it',
        diagnostics: [diagnostic],
      });
    };
    expect(await refusal({ apply }, '/api/v1/apply', post({ files: [] }))).toMatchObject({
      status: 422,
      problem: {
        type: 'about:blank',
        title: 'Unprocessable Entity',
        status: 422,
        detail: 'nothing was applied',
        code: 'invalid-definition',
        hint: 'mend it',
        diagnostics: [diagnostic],
      },
    });
  });

  it('refuses an event that is none', async () => {
    expect(await refusal({}, '/api/v1/events', post({ id: '1' }))).toMatchObject({ status: 400 });
  });

  it('knows before a log begins that there is no such instance', async () => {
    const server = await serve({
      showInstance: async () => {
        throw new Failure('not-found', 'nothing');
      },
    });
    expect((await send(server, '/api/v1/instances/i/logs')).status).toBe(404);
  });
});
