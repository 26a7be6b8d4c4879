import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { greeterProto, serveGrpc } from '../../../test/servers/grpc.ts';
import { createActivities } from '../activities.ts';

/** The client reads the path of what it trusts when it is loaded. */
const folder = await vi.hoisted(async () => {
  const { mkdtempSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const path = mkdtempSync(`${tmpdir()}/eventctl-grpc-`);
  process.env['GRPC_DEFAULT_SSL_ROOTS_FILE_PATH'] = `${path}/cert.pem`;
  return path;
});
afterAll(() => rmSync(folder, { recursive: true }));

const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
const made = spawnSync('openssl', [
  ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
  ...['-keyout', key, '-out', cert, '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
]);
const absent = made.status !== 0 && process.env['CI'] === undefined;
if (absent) console.warn('skipped: there is no openssl to make a certificate with');

async function call(host: string) {
  const pair = { private_key: readFileSync(key), cert_chain: readFileSync(cert) };
  const { port } = await serveGrpc(ServerCredentials.createSsl(null, [pair]));
  const activity = createActivities({ allowPrivate: 'loopback' }).find(({ kind }) => kind === 'grpc');
  return activity?.run(
    {
      kind: 'grpc',
      arguments: {
        proto: { uri: 'greet.proto', text: greeterProto },
        service: 'Greeter',
        method: 'SayHello',
        host,
        port,
        tls: true,
        arguments: { name: 'Ada' },
      },
    },
    { signal: new AbortController().signal, key: 'key-1' },
  );
}

describe.skipIf(absent)('call grpc over TLS', () => {
  it('C11 checks the certificate for the name of the server', async () => {
    expect(await call('localhost')).toMatchObject({ greeting: 'Hello Ada' });
  });

  it('C11 calls no server whose certificate is for another name', async () => {
    await expect(call('127.0.0.1')).rejects.toMatchObject({ problem: { status: 503 } });
  });
});
