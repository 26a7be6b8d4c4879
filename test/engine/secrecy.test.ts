import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createActivities } from '../../src/activities/index.ts';
import { openBackend } from '../../src/backend/index.ts';
import type { Json } from '../../src/json/json.ts';
import { digestServer } from '../servers/digest.ts';
import { serve } from '../servers/listen.ts';
import { openIdServer, secret } from '../servers/oidc.ts';
import { Workbench, workflow } from './workbench.ts';

let bench: Workbench | undefined;

afterEach(async () => {
  await bench?.engine.stop();
});

/** Runs a workflow on a sqlite store. Everything that was stored, as text: the rows through the API and the raw files. */
async function traces(yaml: string, secrets: Readonly<Record<string, Json>>) {
  const folder = mkdtempSync(join(tmpdir(), 'eventctl-secrecy-'));
  const backend = await openBackend(`sqlite:${join(folder, 'store.db')}`);
  bench = new Workbench({ backend, secrets, activities: createActivities({ allowPrivate: 'loopback' }) });
  await bench.engine.start();
  await bench.apply(workflow('secretive', yaml));
  const id = await bench.run('secretive');
  await bench.engine.idle();
  const instance = await bench.show(id);
  const history = await backend.history.read({ instance: id, after: 0 });
  const logged = bench.logged.map(({ message, error }) => `${message} ${String(error)}`);
  await bench.engine.stop();
  bench = undefined;
  await backend.close();
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));
  return { instance, text: [JSON.stringify([instance, history, logged]), ...files].join('\n') };
}

const login = { username: 'ada', password: 'lovelace' };
const call = (uri: string, policy: string) => `use: {secrets: [login, id]}
do:
  - ask:
      call: http
      with: {method: get, output: response, endpoint: {uri: '${uri}', authentication: ${policy}}}`;

/** Refuses everybody after the first request, and quotes what it was sent. */
async function quoting(refuseFrom: number, seen: string[]): Promise<string> {
  return serve((request, response) => {
    const sent = request.headers.authorization ?? '';
    seen.push(sent.replace('Bearer ', ''));
    const refused = seen.length >= refuseFrom;
    response.writeHead(refused ? 403 : 200, { 'content-type': 'text/plain' });
    response.end(refused ? `unknown: ${sent}` : 'welcome');
  });
}

describe('no token and no password is stored or logged', () => {
  it.each([
    ['U5 oauth2', 'completed', 9],
    ['U5 oauth2', 'faulted', 1],
    ['U6 oidc', 'completed', 9],
    ['U6 oidc', 'faulted', 1],
  ])('%s, when the call has %s', async (name, status, refuseFrom) => {
    const server = await openIdServer();
    const seen: string[] = [];
    const origin = await quoting(refuseFrom, seen);
    const scheme = name.slice(3);
    const id = {
      authority: server.issuer,
      grant: 'client_credentials',
      client: { id: 'client_secret_post', secret },
      ...(scheme === 'oauth2' ? { endpoints: { token: '/token' } } : {}),
    };
    const { instance, text } = await traces(call(origin, `{${scheme}: {use: id}}`), { login, id });
    expect(instance.status).toBe(status);
    expect(seen[0]).toMatch(/.{20}/);
    for (const hidden of [secret, ...seen]) expect(text).not.toContain(hidden);
  });

  it('U5 oauth2, when the server refuses the client', async () => {
    const server = await openIdServer();
    const id = {
      authority: server.issuer,
      endpoints: { token: '/token' },
      grant: 'password',
      client: { id: 'client_secret_post', secret },
      ...login,
      password: 'not-lovelace',
    };
    const { instance, text } = await traces(call('http://127.0.0.1:1', '{oauth2: {use: id}}'), { login, id });
    expect(instance.error).toMatchObject({ status: 401, title: 'No token given' });
    for (const hidden of [secret, 'not-lovelace']) expect(text).not.toContain(hidden);
  });

  it('U4 digest', async () => {
    const { origin } = await digestServer({ algorithm: 'SHA-256', qop: 'auth' });
    const { instance, text } = await traces(call(origin, '{digest: {use: login}}'), { login, id: {} });
    expect(instance.output).toMatchObject({ statusCode: 200, content: 'welcome' });
    expect(text).not.toContain('lovelace');
  });

  it.each([
    ['completed', 9],
    ['faulted', 1],
  ])('U2 basic, when the call has %s', async (status, refuseFrom) => {
    const origin = await quoting(refuseFrom, []);
    const { instance, text } = await traces(call(origin, '{basic: {use: login}}'), { login, id: {} });
    expect(instance.status).toBe(status);
    for (const hidden of ['lovelace', Buffer.from('ada:lovelace').toString('base64')])
      expect(text).not.toContain(hidden);
  });
});
