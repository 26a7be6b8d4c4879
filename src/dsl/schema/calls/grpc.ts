import { closed, formatted, map, reference, type Schema, text } from '../build.ts';

export const grpcArguments: Schema = closed(
  "'with' of a gRPC call",
  {
    proto: reference('externalResource'),
    service: closed(
      'a gRPC service',
      {
        name: text,
        host: formatted('host'),
        port: { type: 'integer', minimum: 0, maximum: 65535 },
        authentication: reference('authentication'),
      },
      ['name', 'host'],
    ),
    method: text,
    arguments: map,
  },
  ['proto', 'service', 'method'],
);
