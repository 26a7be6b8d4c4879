import { closed, flag, map, reference, type Schema, text } from '../build.ts';
import { httpOutput } from './http.ts';

export const openapiArguments: Schema = closed(
  "'with' of an OpenAPI call",
  {
    document: reference('externalResource'),
    operationId: text,
    parameters: map,
    authentication: reference('authentication'),
    output: httpOutput,
    redirect: flag,
  },
  ['document', 'operationId'],
);
