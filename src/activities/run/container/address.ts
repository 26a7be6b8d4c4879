import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { WorkflowError } from '../../../problem/problem.ts';

/** Where a container engine answers: on a unix socket, or at an HTTP origin. */
export type EngineAddress = { readonly socketPath: string } | { readonly origin: string };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The container engine of this machine: `DOCKER_HOST`, else the first socket that is there, of Docker or of Podman.
 * @throws WorkflowError `configuration` when there is none, or one that needs more than HTTP.
 */
export function findEngine(environment: Environment): EngineAddress {
  const { DOCKER_HOST: host } = environment;
  if (host !== undefined && host !== '') return readHost(host);
  const candidates = sockets(environment);
  const socketPath = candidates.find((path) => existsSync(path));
  if (socketPath !== undefined) return { socketPath };
  throw WorkflowError.of(
    'configuration',
    'No container engine',
    `there is no Docker or Podman socket at ${candidates.join(', ')}; start one, or name it with DOCKER_HOST`,
    500,
  );
}

function readHost(host: string): EngineAddress {
  if (host.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) };
  const plain = /^(?:tcp|http):\/\/([^/]+)\/?$/.exec(host)?.[1];
  if (plain !== undefined) return { origin: `http://${plain}` };
  throw WorkflowError.of(
    'configuration',
    'No such way to a container engine',
    `DOCKER_HOST is ${host}; it may begin with unix:// or tcp:// (without TLS)`,
    500,
  );
}

function sockets(environment: Environment): readonly string[] {
  const { XDG_RUNTIME_DIR: runtime } = environment;
  const own =
    runtime === undefined ? [] : [join(runtime, 'docker.sock'), join(runtime, 'podman/podman.sock')];
  return [
    '/var/run/docker.sock',
    ...own,
    '/run/podman/podman.sock',
    join(homedir(), '.docker/run/docker.sock'),
  ];
}

/** How messages name it. */
export function describeAddress(address: EngineAddress): string {
  return 'socketPath' in address ? address.socketPath : address.origin;
}
