import { createHash } from 'node:crypto';
import { isObject, type JsonObject } from '../../../json/json.ts';
import { type ProcessRequest, readMap, readProcessRequest, readText } from '../request.ts';
import type { Image } from './image.ts';

/** Labels that eventctl knows its containers by. */
export const labels = {
  /** The key of the effect: whose container it is. */
  key: 'eventctl.key',
  /** Milliseconds after its end when it may be removed (`cleanup: eventually`). */
  removeAfter: 'eventctl.remove-after',
} as const;

/** A container to run, read from the request. */
export interface ContainerPlan extends ProcessRequest {
  readonly key: string;
  readonly name: string;
  readonly image: string;
  readonly command: string | undefined;
  readonly ports: Readonly<Record<string, string>>;
  readonly volumes: Readonly<Record<string, string>>;
  readonly pullPolicy: string;
  readonly cleanup: string;
  /** Milliseconds; given with the cleanup `eventually`. */
  readonly removeAfter: number | undefined;
}

export function readPlan(given: JsonObject, key: string): ContainerPlan {
  const { name, command, removeAfter } = given;
  return {
    ...readProcessRequest(given, key),
    key,
    name: typeof name === 'string' ? name : defaultName(given, key),
    image: readText(given, 'image'),
    command: typeof command === 'string' ? command : undefined,
    ports: readMap(given['ports']),
    volumes: readMap(given['volumes']),
    pullPolicy: readText(given, 'pullPolicy'),
    cleanup: readText(given, 'cleanup'),
    removeAfter: typeof removeAfter === 'number' ? removeAfter : undefined,
  };
}

/**
 * The name that the specification recommends, `{workflow.name}-{uuid}.{workflow.namespace}-{task.name}`. The id comes
 * of the effect's key, so that a repeat has the same name and finds the container of before.
 */
function defaultName(given: JsonObject, key: string): string {
  const workflow = isObject(given['workflow']) ? given['workflow'] : {};
  const hash = createHash('sha256').update(key).digest('hex');
  const id = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ];
  const name = `${readText(workflow, 'name')}-${id.join('-')}.${readText(workflow, 'namespace')}-${readText(given, 'task')}`;
  return name.replaceAll(/[^a-zA-Z0-9_.-]/g, '_');
}

/** What the engine is asked to create. */
export function creationOf(plan: ContainerPlan, image: Image): JsonObject {
  const { environment, stdin, removeAfter, key, ports, volumes } = plan;
  const hasInput = stdin !== undefined;
  const published = Object.entries(ports).map(readPort);
  return {
    Image: image.reference,
    ...argumentsOf(plan, image),
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    Labels: {
      [labels.key]: key,
      ...(removeAfter === undefined ? {} : { [labels.removeAfter]: String(removeAfter) }),
    },
    Tty: false,
    OpenStdin: hasInput,
    StdinOnce: hasInput,
    AttachStdin: hasInput,
    ExposedPorts: Object.fromEntries(published.map(({ inside }) => [inside, {}])),
    HostConfig: {
      Binds: Object.entries(volumes).map(([here, inside]) => `${here}:${inside}`),
      PortBindings: Object.fromEntries(
        published.map(({ inside }) => [
          inside,
          published.filter((port) => port.inside === inside).map(({ binding }) => binding),
        ]),
      ),
    },
  };
}

/**
 * A command is a shell's, with the arguments as `$1`, `$2`…, in place of the image's entrypoint. Without one the
 * arguments go to the image's entrypoint, or after its default command where it has no entrypoint.
 */
function argumentsOf({ command, argv }: ContainerPlan, { entrypoint, command: usual }: Image): JsonObject {
  if (command !== undefined) return { Entrypoint: ['/bin/sh', '-c'], Cmd: [command, 'sh', ...argv] };
  if (argv.length === 0) return {};
  return { Cmd: entrypoint.length > 0 ? argv : [...usual, ...argv] };
}

/** `8080: 80`, `'127.0.0.1:8080': 53/udp`: what is here, then the port in the container. */
function readPort([here, inside]: readonly [string, string]): {
  readonly inside: string;
  readonly binding: JsonObject;
} {
  const split = here.lastIndexOf(':');
  return {
    inside: inside.includes('/') ? inside : `${inside}/tcp`,
    binding: {
      HostPort: here.slice(split + 1),
      ...(split < 0 ? {} : { HostIp: here.slice(0, split).replace(/^\[|\]$/g, '') }),
    },
  };
}
