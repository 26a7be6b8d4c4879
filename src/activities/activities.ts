import { createAuthenticator } from '../authentication/index.ts';
import {
  createDialler,
  createNetwork,
  createStreamingNetwork,
  createThrottle,
  type HostSettings,
  type PrivateAccess,
  type StreamingTransport,
  type Transport,
} from '../network/index.ts';
import { createResources } from '../resources/index.ts';
import { createA2aActivity } from './a2a/a2a.ts';
import type { Activity } from './activity.ts';
import { createAsyncApiActivity } from './asyncapi/asyncapi.ts';
import { createGrpcActivity } from './grpc/grpc.ts';
import { createHttpActivity } from './http/http.ts';
import { createMcpActivity } from './mcp/mcp.ts';
import { createOpenApiActivity } from './openapi/openapi.ts';
import { createPluginActivity, type Plugin } from './plugin/index.ts';
import { createRunActivities, type RunKind } from './run/index.ts';
import { type Stub, stubStream, stubTransport } from './stub.ts';

/** What a process lets its activities do. */
export interface ActivitySettings {
  /** Private addresses that calls may reach: none (default), `loopback`, or all. */
  readonly allowPrivate?: PrivateAccess;
  /** Answers in place of the network: with them nothing reaches it. */
  readonly stubs?: readonly Stub[];
  /** Processes that `run` may start on this machine: none by default. */
  readonly allowRun?: readonly RunKind[];
  /** Calls that this process adds. */
  readonly plugins?: readonly Plugin[];
  /** What goes to a host at a time, and in a second, whichever of the activities sends it. */
  readonly hosts?: HostSettings;
}

/** Every kind of activity that eventctl has. Their clients are loaded when first used. */
export function createActivities(settings: ActivitySettings): readonly Activity[] {
  const throttle = createThrottle(settings.hosts);
  const transport = throttle(createTransport(settings));
  const stream = throttle(createStream(settings));
  const authenticator = createAuthenticator({ transport, now: Date.now });
  const resources = createResources({ authenticator });
  // Stubs stand for HTTP only: with them nothing else is reached.
  const dialler = settings.stubs === undefined ? createDialler(settings.allowPrivate ?? false) : undefined;
  return [
    createA2aActivity({ authenticator, resources }),
    createHttpActivity({ authenticator }),
    createAsyncApiActivity({ authenticator, stream, dialler }),
    createGrpcActivity({ authenticator, resources, dialler }),
    createOpenApiActivity({ authenticator, resources }),
    createMcpActivity({ authenticator, stream, allowed: settings.allowRun ?? [] }),
    createPluginActivity(settings.plugins ?? []),
    ...createRunActivities(settings.allowRun ?? [], resources),
  ];
}

/** What carries the requests of a process: the network as far as it may be reached, or stubs in its place. */
export function createTransport({
  stubs,
  allowPrivate = false,
}: Pick<ActivitySettings, 'stubs' | 'allowPrivate'>): Transport {
  return stubs === undefined ? createNetwork(allowPrivate) : stubTransport(stubs);
}

function createStream({ stubs, allowPrivate = false }: ActivitySettings): StreamingTransport {
  return stubs === undefined ? createStreamingNetwork(allowPrivate) : stubStream(stubs);
}
