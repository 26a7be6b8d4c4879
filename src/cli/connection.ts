import { readStoreUrl } from '../backend/store-url.ts';
import type { Client } from '../client/client.ts';
import { Failure } from '../problem/failure.ts';
import type { ConnectionChoice } from './command.ts';

export const defaultStore = 'sqlite:.eventctl/eventctl.db';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Connection {
  /** The store's URL; also set when `server` is, and then not used. */
  readonly store: string;
  readonly server?: string;
  readonly token?: string;
}

/** Flags come before the environment, a server before a store. @throws Failure `usage` for both flags at once. */
export function chooseConnection(choice: ConnectionChoice, environment: Environment): Connection {
  if (choice.store !== undefined && choice.server !== undefined) {
    throw new Failure('usage', '--store and --server exclude each other');
  }
  const server = choice.server ?? (choice.store === undefined ? environment['EVENTCTL_SERVER'] : undefined);
  const token = choice.token ?? environment['EVENTCTL_TOKEN'];
  return {
    store: chooseStore(choice.store, environment),
    ...(server === undefined || server === '' ? {} : { server }),
    ...(token === undefined || token === '' ? {} : { token }),
  };
}

/** The store's URL for the processes that own or share a store. */
export function chooseStore(flag: string | undefined, environment: Environment): string {
  const fromEnvironment = environment['EVENTCTL_STORE'];
  return flag ?? (fromEnvironment === undefined || fromEnvironment === '' ? defaultStore : fromEnvironment);
}

/** As `chooseStore`, for processes that share a store. @throws Failure `usage` for one that only one process may open. */
export function chooseSharedStore(flag: string | undefined, environment: Environment): string {
  const store = chooseStore(flag, environment);
  if (isShared(store)) return store;
  throw new Failure('usage', `only one process may open ${store}`, {
    hint: 'use --store redis://HOST:PORT, or run everything in one process: eventctl dev',
  });
}

/** True for a store that any number of processes open. @throws Failure `usage` for a text that names no store. */
export function isShared(store: string): boolean {
  return readStoreUrl(store).kind === 'redis';
}

/**
 * Whoever can answer. The values of secrets that this process knows are not shown: a store that is opened here was
 * written by others. `note` is told when a server makes the command wait. With `existing` a file that is not there is not
 * made. @throws Failure `unreachable`, `usage`; `not-found` for such a file.
 */
export async function connect(
  choice: ConnectionChoice,
  environment: Environment,
  note: (text: string) => void = () => {},
  existing = false,
): Promise<Client> {
  const connection = chooseConnection(choice, environment);
  // Not the room's index: that loads every kind of client, and this is on the way of every command.
  const { openClient } = await import('../client/open.ts');
  const { redactAnswers } = await import('../client/redacted.ts');
  const { readSecrets } = await import('./secrets.ts');
  const waiting = (seconds: number): void => {
    note(`the server has too much to do: trying again in ${seconds} s`);
  };
  return redactAnswers(
    await openClient({ ...connection, existing, waiting }),
    await readSecrets({}, environment),
  );
}
