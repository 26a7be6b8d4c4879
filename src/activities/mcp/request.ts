import { type Credentials, readCredentials } from '../../authentication/index.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { webUrl } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';

/** What the task wants of a server. */
export interface McpRequest {
  readonly protocolVersion: string;
  readonly method: string;
  readonly parameters: JsonObject;
  /** Milliseconds for connecting and the call. */
  readonly timeout: number | undefined;
  readonly client: { readonly name: string; readonly version: string };
  readonly server: HttpServer | StdioServer;
}

/** A server at an address (Streamable HTTP). */
export interface HttpServer {
  readonly by: 'http';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: Credentials | undefined;
}

/** A server that is started for the call. */
export interface StdioServer {
  readonly by: 'stdio';
  readonly command: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** How eventctl names itself to a server where the task gives no name. */
const defaultClient = { name: 'eventctl', version: '1.0.0' };

/** Reads what `src/machine` evaluated. @throws WorkflowError `configuration` for an address that is not http or https. */
export function readRequest(given: JsonObject): McpRequest {
  const { protocolVersion, method, parameters, timeout, client, transport } = given;
  const { name, version } = objectOf(client);
  return {
    protocolVersion: textOf(protocolVersion),
    method: textOf(method),
    parameters: objectOf(parameters),
    timeout: typeof timeout === 'number' ? timeout : undefined,
    client: {
      name: typeof name === 'string' ? name : defaultClient.name,
      version: typeof version === 'string' ? version : defaultClient.version,
    },
    server: readServer(objectOf(transport)),
  };
}

function readServer({ http, stdio }: JsonObject): McpRequest['server'] {
  if (http === undefined) {
    const { command, arguments: argv, environment } = objectOf(stdio);
    return {
      by: 'stdio',
      command: textOf(command),
      argv: Array.isArray(argv) ? (argv as readonly Json[]).map(textOf) : [],
      environment: textsOf(environment),
    };
  }
  const { uri, headers, authentication } = objectOf(http);
  const url = webUrl(textOf(uri));
  if (url === undefined) {
    throw WorkflowError.of(
      'configuration',
      'Invalid MCP server',
      `${textOf(uri)} is no http or https address`,
    );
  }
  return {
    by: 'http',
    url,
    headers: textsOf(headers),
    credentials: authentication === undefined ? undefined : readCredentials(authentication),
  };
}

function textsOf(value: Json | undefined): Readonly<Record<string, string>> {
  const entries = Object.entries(objectOf(value));
  return Object.fromEntries(entries.map(([name, text]) => [name, textOf(text)]));
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function objectOf(value: Json | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}
