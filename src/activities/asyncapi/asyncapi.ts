import { type Authenticator, type Credentials, readCredentials } from '../../authentication/index.ts';
import type { BrokerBinding } from '../../catalog/model.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import type { Dialler, StreamingTransport } from '../../network/index.ts';
import { Failure } from '../../problem/failure.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { Activity, ActivityContext } from '../activity.ts';
import type { Login, Outgoing, Place, Protocol } from './broker.ts';
import { encodePayload, type Shape, textOf, valueAt } from './codec.ts';
import { failureOf } from './failure.ts';
import { addressOf } from './place.ts';
import { holdSubscription } from './subscription.ts';

interface AsyncApiOptions {
  readonly authenticator: Authenticator;
  readonly stream: StreamingTransport;
  /** Undefined where nothing may reach the network: then only `http` is spoken, over the transport. */
  readonly dialler: Dialler | undefined;
}

const protocols: Readonly<Record<string, () => Promise<Protocol>>> = {
  amqp: async () => (await import('./amqp.ts')).amqp,
  amqp1: async () => (await import('./amqp1.ts')).amqp1,
  http: async () => (await import('./http.ts')).http,
  kafka: async () => (await import('./kafka.ts')).kafka,
  mqtt: async () => (await import('./mqtt.ts')).mqtt,
  mqtt5: async () => (await import('./mqtt.ts')).mqtt5,
  nats: async () => (await import('./nats.ts')).nats,
  redis: async () => (await import('./redis.ts')).redis,
  ws: async () => (await import('./ws.ts')).ws,
};

/**
 * `call: asyncapi` over a foreign broker. With a `message` it is published: the activity ends when the broker has
 * acknowledged it. Else it subscribes, and feeds messages into the instance until its signal aborts.
 * @throws WorkflowError `communication` with 503 when the broker cannot be reached or fails, 403 for an address that may
 * not be reached; `authentication` with 401 when it refuses the login; `configuration` for variables that do not fit.
 */
export function createAsyncApiActivity(options: AsyncApiOptions): Activity {
  return {
    kind: 'asyncapi',
    endsInOrder: true,
    async run({ arguments: given }, context) {
      // The machine made these arguments of a binding that it has read itself.
      const broker = given['broker'] as unknown as BrokerBinding;
      const load = protocols[broker.protocol];
      if (load === undefined) throw new Error(`no protocol ${broker.protocol}`);
      const place = await placeOf(given, broker, options, context);
      await judge(place.hosts, options.dialler);
      const protocol = await load();
      try {
        if (given['message'] === undefined) {
          await holdSubscription({ protocol, place, shapes: shapesOf(given['messages']), context });
        } else {
          await protocol.publish(place, outgoing(given['message'], context.key), context.signal);
        }
      } catch (error) {
        throw error instanceof Failure ? error : failureOf(error, broker.protocol, place);
      }
      return null;
    },
  };
}

async function placeOf(
  given: JsonObject,
  broker: BrokerBinding,
  { authenticator, stream, dialler }: AsyncApiOptions,
  { key, signal }: ActivityContext,
): Promise<Place> {
  const { message, variables, address, authentication } = given;
  if (dialler === undefined && broker.protocol !== 'http') {
    const detail = `no stub answers for ${broker.protocol}, and nothing else may reach the network`;
    throw WorkflowError.of('communication', 'No stub', detail, 503);
  }
  const credentials = authentication === undefined ? undefined : readCredentials(authentication);
  const isWeb = broker.protocol === 'http';
  const login =
    credentials === undefined || isWeb ? undefined : await loginOf(credentials, authenticator, signal);
  return {
    ...addressOf({
      broker,
      address: textOf(address ?? ''),
      variables: objectOf(variables),
      key,
      ...(message === undefined ? {} : { message: contentOf(message) }),
    }),
    ...(login === undefined ? {} : { login }),
    dialler: dialler ?? offline,
    web: { authenticator, stream, ...(credentials === undefined ? {} : { credentials }) },
  };
}

/**
 * Says plainly that an address is refused: clients tell of their sockets in words of their own, and some not at all. The
 * sockets are judged again when they are opened.
 */
async function judge(hosts: Place['hosts'], dialler: Dialler | undefined): Promise<void> {
  for (const { host } of hosts) {
    try {
      await dialler?.resolve(host);
    } catch (error) {
      if (error instanceof WorkflowError && error.problem.status === 403) throw error;
      // A name that is not known: the client says so, or another host answers.
    }
  }
}

/** Brokers know a name with a password, or a token. */
async function loginOf(
  credentials: Credentials,
  authenticator: Authenticator,
  signal: AbortSignal,
): Promise<Login> {
  if (credentials.scheme === 'basic') {
    return { username: credentials.username, password: credentials.password };
  }
  return { token: (await authenticator.authorize(credentials, signal)).parameter };
}

function outgoing(message: Json, key: string): Outgoing {
  const { payload, headers } = contentOf(message);
  const { contentType, correlationId, bindings } = objectOf(message);
  const type = textOf(contentType ?? 'application/json');
  const found = typeof correlationId === 'string' ? valueAt(correlationId, { payload, headers }) : undefined;
  return {
    body: encodePayload(payload, type),
    contentType: type,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, textOf(value)])),
    key,
    bindings: objectOf(bindings),
    ...(found === undefined ? {} : { correlationId: textOf(found) }),
  };
}

function contentOf(message: Json): { readonly payload: Json; readonly headers: JsonObject } {
  const { payload = null, headers } = objectOf(message);
  return { payload, headers: objectOf(headers) };
}

function shapesOf(messages: Json | undefined): readonly Shape[] {
  return (Array.isArray(messages) ? (messages as readonly Json[]) : []).map((message) => {
    const { contentType, correlationId } = objectOf(message);
    return {
      contentType: textOf(contentType ?? 'application/json'),
      ...(typeof correlationId === 'string' ? { correlationId } : {}),
    };
  });
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

const refuse = (): never => {
  throw new Error('nothing may reach the network');
};
const offline: Dialler = { lookup: refuse, check: refuse, resolve: refuse, open: refuse };
