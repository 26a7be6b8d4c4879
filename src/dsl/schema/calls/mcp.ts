import {
  choice,
  closed,
  either,
  exactlyOne,
  map,
  mapOf,
  reference,
  type Schema,
  text,
  texts,
} from '../build.ts';

const transports = {
  http: closed('the HTTP transport', { endpoint: reference('endpoint'), headers: mapOf(text) }, ['endpoint']),
  stdio: closed('the stdio transport', { command: text, arguments: texts, environment: mapOf(text) }, [
    'command',
  ]),
};

export const mcpArguments: Schema = closed(
  "'with' of an MCP call",
  {
    protocolVersion: text,
    method: choice(
      'tools/list',
      'tools/call',
      'prompts/list',
      'prompts/get',
      'resources/list',
      'resources/read',
      'resources/templates/list',
    ),
    parameters: either(text, map),
    timeout: reference('duration'),
    transport: {
      ...closed("a 'transport'", { ...transports, options: mapOf(text) }),
      ...exactlyOne("a 'transport'", ...Object.keys(transports)),
    },
    client: closed('an MCP client', { name: text, version: text }, ['name', 'version']),
  },
  ['method', 'transport'],
);
