import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/json.ts';
import { destination } from './destination.ts';

const of = (kind: string, given: JsonObject) => destination({ kind, arguments: given });

describe('the destination of an activity', () => {
  it.each<[string, JsonObject]>([
    ['http', { method: 'get', uri: 'http://api.example:8080/pets' }],
    ['openapi', { document: { uri: 'http://api.example:8080/openapi.json' }, operationId: 'list' }],
    ['a2a', { server: 'http://api.example:8080/', agentCard: { uri: 'https://other.example/card' } }],
    ['a2a', { agentCard: { uri: 'http://api.example:8080/card' } }],
    ['mcp', { transport: { http: { uri: 'http://api.example:8080/mcp' } } }],
    ['grpc', { host: 'api.example', port: 8080 }],
    ['asyncapi', { broker: { server: { url: 'kafka://api.example:8080,second.example:9092' } } }],
    ['asyncapi', { broker: { server: { url: 'api.example:8080' } } }],
  ])('of %s is its server', (kind, given) => {
    expect(of(kind, given)).toEqual({ host: 'api.example', port: 8080 });
  });

  it('has the usual port of its protocol', () => {
    expect(of('http', { uri: 'https://api.example/' })).toEqual({ host: 'api.example', port: 443 });
    expect(of('http', { uri: 'http://api.example/' })).toEqual({ host: 'api.example', port: 80 });
  });

  it.each<[string, JsonObject]>([
    ['http', { uri: 'not an address' }],
    ['http', {}],
    ['openapi', { document: { uri: 'file:///pets.yaml' } }],
    ['mcp', { transport: { stdio: { command: 'server' } } }],
    ['asyncapi', { broker: { server: { url: 'mqtt://{region}.example' } } }],
    ['shell', { command: 'true' }],
    ['plugin', { name: 'http' }],
  ])('is none for %s with %j', (kind, given) => {
    expect(of(kind, given)).toBeUndefined();
  });
});
