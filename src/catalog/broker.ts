import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { nearest } from '../problem/nearest.ts';
import type { BrokerBinding, Channel, Operation, OperationReference, Server, Service } from './model.ts';
import { protocolOf, spokenWith } from './protocol.ts';

/** The broker that a reference chooses, or why there is none. */
export type ChosenBroker =
  | { readonly broker: BrokerBinding }
  | { readonly problem: string; readonly part: 'server' | 'protocol'; readonly hint?: string };

/**
 * The server that a call names, or else the first server of the channel that speaks the protocol which it names. With a
 * server the protocol is not looked at (dsl-reference, "AsyncAPI Call"). Undefined: the call names neither.
 */
export function chooseBroker(
  { server, protocol }: Pick<OperationReference, 'server' | 'protocol'>,
  service: Service,
  channel: Channel | undefined,
  operation: Operation | undefined,
): ChosenBroker | undefined {
  if (server === undefined && protocol === undefined) return undefined;
  const isOn = ({ name }: Server) => channel?.servers?.includes(name) !== false;
  const there = service.servers.filter(isOn);
  const bound = (chosen: Server, spoken: string): ChosenBroker => ({
    broker: bindBroker(chosen, spoken, channel, operation),
  });
  if (server !== undefined) {
    const named = there.find(({ name }) => name === server);
    if (named !== undefined) return bound(named, protocolOf(named));
    const elsewhere = service.servers.some(({ name }) => name === server);
    const problem = elsewhere
      ? `the channel "${channel?.name}" of ${service.file} is not on the server "${server}"`
      : `no server "${server}" in ${service.file} ("${service.title}")`;
    return { problem, part: 'server', ...hintOf(server, there) };
  }
  for (const candidate of there) {
    const spoken = spokenWith(candidate, protocol ?? '');
    if (spoken !== undefined) return bound(candidate, spoken);
  }
  const problem = `no server of ${service.file} ("${service.title}") speaks "${protocol}"`;
  const spoken = [...new Set(there.map(protocolOf))].map((one) => `"${one}"`).join(', ');
  return { problem, part: 'protocol', hint: spoken === '' ? 'it has no servers' : `there is ${spoken}` };
}

function bindBroker(
  { bindings, ...server }: Server,
  protocol: string,
  channel: Channel | undefined,
  operation: Operation | undefined,
): BrokerBinding {
  return {
    protocol,
    server,
    parameters: channel?.parameters ?? {},
    bindings: {
      server: bindingFor(protocol, bindings),
      channel: bindingFor(protocol, channel?.bindings),
      operation: bindingFor(protocol, operation?.bindings),
    },
  };
}

/** What bindings say for a protocol; those for `mqtt` hold for `mqtt5` too. */
export function bindingFor(protocol: string, bindings: Json | undefined): JsonObject {
  const given = isObject(bindings) ? bindings : {};
  const names = protocol === 'mqtt5' ? ['mqtt', 'mqtt5'] : [protocol];
  return Object.assign({}, ...names.map((name) => (isObject(given[name]) ? given[name] : {})));
}

function hintOf(name: string, servers: readonly Server[]): { readonly hint?: string } {
  const names = servers.map((one) => one.name);
  const meant = nearest(name, names);
  if (meant !== undefined) return { hint: `did you mean "${meant}"?` };
  return names.length === 0 ? {} : { hint: `there is ${names.map((one) => `"${one}"`).join(', ')}` };
}
