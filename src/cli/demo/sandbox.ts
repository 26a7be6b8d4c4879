import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../client/client.ts';
import { openClient, socketPathOf } from '../../client/index.ts';
import { Failure } from '../../problem/failure.ts';

/** How long `eventctl dev` may take to answer, in milliseconds. */
const startLimit = 20_000;

/** A running `eventctl dev` on a store of its own. */
export interface Sandbox {
  readonly store: string;
  readonly client: Client;
  /** Folder of the package that holds `workflows` and `catalog`. */
  readonly samples: string;
  stop(): Promise<void>;
}

/** Starts one, in a temporary folder unless `keep` names another. @throws Failure `unreachable` when it does not come up. */
export async function startSandbox(keep: string | undefined): Promise<Sandbox> {
  const root = resolve(import.meta.dirname, '../../..');
  const folder = keep === undefined ? await mkdtemp(join(tmpdir(), 'eventctl-demo-')) : resolve(keep);
  await mkdir(folder, { recursive: true });
  const store = `sqlite:${join(folder, 'eventctl.db')}`;
  const child = spawn(process.execPath, [join(root, 'bin/run.js'), 'dev', '--store', store, '--port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    if (keep === undefined) await rm(folder, { recursive: true, force: true });
  };
  try {
    const client = await answering(store, () => child.exitCode !== null);
    return {
      store,
      client,
      samples: root,
      async stop() {
        await client.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw new Failure('unreachable', `eventctl dev did not start: ${said.join('').trim()}`, { cause: error });
  }
}

/** A client of the process that owns the store, as soon as it listens. */
async function answering(store: string, dead: () => boolean): Promise<Client> {
  const { access } = await import('node:fs/promises');
  const socket = socketPathOf(store);
  const deadline = Date.now() + startLimit;
  while (!dead() && Date.now() < deadline) {
    const listens =
      socket !== undefined &&
      (await access(socket).then(
        () => true,
        () => false,
      ));
    if (listens) return openClient({ store });
    await pause(50);
  }
  throw new Failure('unreachable', `nothing answers for ${store}`);
}
