import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Failure } from '../../src/problem/failure.ts';
import { type RunResult, runWorkflow } from '../../src/run/index.ts';

type RunRequest = Parameters<typeof runWorkflow>[0];

/** Serves texts by path on a free loopback port until the test ends; what it was asked is noted. */
export async function serve(texts: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const authorized: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    authorized.push(request.headers.authorization);
    const text = texts[path];
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/plain' });
    response.end(text ?? 'nothing here');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, asked, authorized };
}

/** A folder with these files, until the test ends. */
export async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'eventctl-external-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return path;
}

/** The text of a workflow: everything but its head. */
export function workflow(body: string): string {
  return `document: {dsl: '1.0.3', namespace: test, name: sample, version: 1.0.0}\n${body}`;
}

/** Runs the workflow at a path (it need not be there: only what it names is read). */
export function run(path: string, body: string, more: Partial<RunRequest> = {}): Promise<RunResult> {
  return runWorkflow({
    files: [{ path, text: workflow(body) }],
    allowPrivate: 'loopback',
    timeout: 20_000,
    ...more,
  });
}

/** What is wrong with the workflow, as `file:line: message`. */
export async function findings(
  path: string,
  body: string,
  more: Partial<RunRequest> = {},
): Promise<readonly string[]> {
  try {
    await run(path, body, more);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.diagnostics.map(({ file, position, message }) => `${file}:${position.line}: ${message}`);
  }
  throw new Error('nothing is wrong with it');
}
