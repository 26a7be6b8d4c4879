import type { BrokerBinding, OperationBinding } from '../../catalog/model.ts';
import type { JsonObject } from '../../json/json.ts';
import type { Pointer } from '../../json/pointer.ts';
import type { TaskContext } from '../task-context.ts';

type Part = 'server' | 'channel' | 'operation' | 'message';

interface Protocol {
  /** Messages have headers. */
  readonly headers: boolean;
  /** Bindings that are honoured, and those that only describe and ask nothing of a client. */
  readonly bindings: Readonly<Partial<Record<Part, readonly string[]>>>;
}

const mqtt = {
  operation: ['qos', 'retain'],
  message: ['contentType'],
} as const;

/** The protocols that AsyncAPI calls speak. */
const protocols: Readonly<Record<string, Protocol>> = {
  amqp: {
    headers: true,
    bindings: {
      channel: ['is', 'exchange', 'queue'],
      operation: ['expiration', 'userId', 'cc', 'bcc', 'priority', 'deliveryMode', 'mandatory', 'timestamp'],
      message: ['contentEncoding', 'messageType'],
    },
  },
  amqp1: { headers: true, bindings: {} },
  http: {
    headers: true,
    bindings: { operation: ['type', 'method'], message: ['headers', 'statusCode'] },
  },
  kafka: {
    headers: true,
    bindings: {
      channel: ['topic', 'partitions', 'replicas', 'topicConfiguration'],
      operation: ['groupId', 'clientId'],
      message: ['key'],
    },
  },
  mqtt: { headers: false, bindings: mqtt },
  mqtt5: {
    headers: true,
    bindings: { ...mqtt, operation: [...mqtt.operation, 'messageExpiryInterval'] },
  },
  nats: { headers: true, bindings: { operation: ['queue'] } },
  redis: { headers: false, bindings: {} },
  ws: { headers: false, bindings: {} },
};

export const spokenProtocols: readonly string[] = Object.keys(protocols);

export function isSpoken(protocol: string): boolean {
  return Object.hasOwn(protocols, protocol);
}

/** Warns of bindings for the protocol that are not honoured. */
export function warnOfBindings(
  binding: OperationBinding,
  broker: BrokerBinding,
  pointer: Pointer,
  context: TaskContext,
): void {
  const warn = (part: Part, given: JsonObject, owner: string): void => {
    for (const name of Object.keys(given)) {
      if (protocols[broker.protocol]?.bindings[part]?.includes(name) === true) continue;
      context.compiler.findings.push({
        code: 'ignored-binding',
        severity: 'warning',
        pointer,
        message: `the ${broker.protocol} binding "${name}" of ${owner} in ${binding.service} is not honoured`,
      });
    }
  };
  const { server, channel, operation } = broker.bindings;
  warn('server', server, `server "${broker.server.name}"`);
  warn('channel', channel, `channel "${binding.channel}"`);
  warn('operation', operation, `operation "${binding.operation}"`);
  for (const { name, bindings } of binding.messages) warn('message', bindings ?? {}, `message "${name}"`);
}

export function hasHeaders(protocol: string): boolean {
  return protocols[protocol]?.headers === true;
}
