import { createAuthenticator } from '../authentication/index.ts';
import { createNetwork, type PrivateAccess } from '../network/index.ts';
import type { Activity } from './activity.ts';
import { createHttpActivity } from './http/http.ts';
import { createRunActivities, type RunKind } from './run/index.ts';
import { type Stub, stubTransport } from './stub.ts';

/** What a process lets its activities do. */
export interface ActivitySettings {
  /** Private addresses that calls may reach: none (default), `loopback`, or all. */
  readonly allowPrivate?: PrivateAccess;
  /** Answers in place of the network: with them nothing reaches it. */
  readonly stubs?: readonly Stub[];
  /** Processes that `run` may start on this machine: none by default. */
  readonly allowRun?: readonly RunKind[];
}

/** Every kind of activity that eventctl has. Their clients are loaded when first used. */
export function createActivities(settings: ActivitySettings): readonly Activity[] {
  const transport =
    settings.stubs === undefined
      ? createNetwork(settings.allowPrivate ?? false)
      : stubTransport(settings.stubs);
  const authenticator = createAuthenticator({ transport, now: Date.now });
  return [createHttpActivity({ authenticator }), ...createRunActivities(settings.allowRun ?? [])];
}
