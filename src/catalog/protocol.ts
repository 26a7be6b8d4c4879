import type { Server } from './model.ts';

/** Names under which documents write a protocol, those with TLS last. */
const spellings: Readonly<Record<string, { readonly plain: string; readonly secure: readonly string[] }>> = {
  amqp: { plain: 'amqp', secure: ['amqps'] },
  amqp1: { plain: 'amqp1', secure: ['amqps1', 'amqp1s'] },
  http: { plain: 'http', secure: ['https'] },
  kafka: { plain: 'kafka', secure: ['kafka-secure'] },
  mqtt: { plain: 'mqtt', secure: ['mqtts', 'secure-mqtt'] },
  mqtt5: { plain: 'mqtt5', secure: ['mqtts5', 'secure-mqtt5'] },
  nats: { plain: 'nats', secure: ['tls', 'nats-secure'] },
  redis: { plain: 'redis', secure: ['rediss', 'redis-secure'] },
  ws: { plain: 'ws', secure: ['wss'] },
};

/** The protocol of a server without regard to TLS; one that says version 5 of MQTT speaks `mqtt5`. */
export function protocolOf({ protocol, protocolVersion }: Server): string {
  const written = protocol.toLowerCase();
  const found = Object.entries(spellings).find(
    ([, { plain, secure }]) => plain === written || secure.includes(written),
  );
  const name = found?.[0] ?? written;
  return name === 'mqtt' && /^v?5/.test(protocolVersion ?? '') ? 'mqtt5' : name;
}

/** True when the name of a protocol, or the scheme of a URL, means TLS. */
export function isSecure(name: string): boolean {
  return Object.values(spellings).some(({ secure }) => secure.includes(name.toLowerCase()));
}

/** The protocol to speak with a server that was chosen by a protocol; undefined when it speaks another. */
export function spokenWith(server: Server, protocol: string): string | undefined {
  const own = protocolOf(server);
  if (own === protocol) return own;
  const versions = ['mqtt', 'mqtt5'];
  return versions.includes(own) && versions.includes(protocol) ? 'mqtt5' : undefined;
}
