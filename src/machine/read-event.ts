import type { ReadAs } from '../dsl/model.ts';
import type { CloudEvent } from '../events/index.ts';
import type { Json } from '../json/json.ts';

/**
 * What a task or a start reads of an event: its data, the whole event, or the data as it travelled (JSON data as text,
 * binary data as base64).
 */
export function readEvent(event: CloudEvent, read: ReadAs): Json {
  if (read === 'envelope') return event;
  if (event.data_base64 !== undefined) return event.data_base64;
  const { data = null } = event;
  if (read === 'data') return data;
  return typeof data === 'string' ? data : JSON.stringify(data);
}
