import type { BrokerBinding, Message, OperationBinding, Variable } from '../catalog/model.ts';
import { isObject, type Json, type JsonObject } from '../json/json.ts';

/** A catalog operation as it was stored with the definition; undefined when it is none. */
export function bindingOf(value: Json | undefined): OperationBinding | undefined {
  if (value === undefined || !isObject(value)) return undefined;
  const { service, operation, channel, address, messages, broker } = value;
  if (typeof service !== 'string' || typeof channel !== 'string' || typeof address !== 'string')
    return undefined;
  return {
    service,
    ...(typeof operation === 'string' ? { operation } : {}),
    channel,
    address,
    messages: (Array.isArray(messages) ? messages : []).flatMap(messageOf),
    ...(isObject(broker) ? { broker: brokerOf(broker) } : {}),
  };
}

function messageOf(value: Json): Message[] {
  if (!isObject(value)) return [];
  const { name, contentType, payload, eventType, envelope, correlationId, bindings } = value;
  if (typeof name !== 'string' || typeof eventType !== 'string') return [];
  return [
    {
      name,
      contentType: typeof contentType === 'string' ? contentType : 'application/json',
      ...(payload === undefined ? {} : { payload }),
      eventType,
      ...(envelope === true ? { envelope } : {}),
      ...(typeof correlationId === 'string' ? { correlationId } : {}),
      ...(isObject(bindings) ? { bindings } : {}),
    },
  ];
}

function brokerOf({ protocol, server, parameters, bindings }: JsonObject): BrokerBinding {
  const { name, url, protocol: written, variables } = objectOf(server);
  const { server: ofServer, channel, operation } = objectOf(bindings);
  return {
    protocol: textOf(protocol),
    server: {
      name: textOf(name),
      url: textOf(url),
      protocol: textOf(written),
      variables: variablesOf(variables),
    },
    parameters: variablesOf(parameters),
    bindings: { server: objectOf(ofServer), channel: objectOf(channel), operation: objectOf(operation) },
  };
}

function variablesOf(value: Json | undefined): Readonly<Record<string, Variable>> {
  return Object.fromEntries(
    Object.entries(objectOf(value)).map(([name, variable]) => {
      const { default: usual, enum: allowed, location } = objectOf(variable);
      return [
        name,
        {
          ...(typeof usual === 'string' ? { default: usual } : {}),
          ...(Array.isArray(allowed) ? { enum: allowed.map(textOf) } : {}),
          ...(typeof location === 'string' ? { location } : {}),
        },
      ];
    }),
  );
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
