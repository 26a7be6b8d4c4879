import type { Json } from '../json/json.ts';

/**
 * A CloudEvent 1.0 in its structured JSON form, as it is stored and as expressions see it.
 * Extension attributes stand beside the others. Binary data is `data_base64`.
 */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time?: string;
  readonly subject?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  readonly data?: Json;
  readonly data_base64?: string;
  readonly [attribute: string]: Json;
}
