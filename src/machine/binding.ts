import type { Message, OperationBinding } from '../catalog/model.ts';
import { isObject, type Json } from '../json/json.ts';

/** A catalog operation as it was stored with the definition; undefined when it is none. */
export function bindingOf(value: Json | undefined): OperationBinding | undefined {
  if (value === undefined || !isObject(value)) return undefined;
  const { service, operation, channel, address, messages } = value;
  if (typeof service !== 'string' || typeof channel !== 'string' || typeof address !== 'string')
    return undefined;
  return {
    service,
    ...(typeof operation === 'string' ? { operation } : {}),
    channel,
    address,
    messages: (Array.isArray(messages) ? messages : []).flatMap(messageOf),
  };
}

function messageOf(value: Json): Message[] {
  if (!isObject(value)) return [];
  const { name, contentType, payload, eventType } = value;
  if (typeof name !== 'string' || typeof eventType !== 'string') return [];
  return [
    {
      name,
      contentType: typeof contentType === 'string' ? contentType : 'application/json',
      ...(payload === undefined ? {} : { payload }),
      eventType,
    },
  ];
}
