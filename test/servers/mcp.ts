import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  CallToolRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { serve } from './listen.ts';

/** What an MCP server has seen, and how it behaves. */
export interface McpPeer {
  readonly url: string;
  /** Method and headers of every HTTP request. */
  readonly requests: IncomingMessage[];
  /** Client names and versions, and the protocol versions that they asked for. */
  readonly clients: unknown[];
  /** Sessions that have not been ended. */
  readonly sessions: ReadonlyMap<string, StreamableHTTPServerTransport>;
  /** Resolves when the tool `slow` has been called. */
  readonly slow: Promise<void>;
}

/** Serves the official SDK's server on loopback until the test is over. `json`: answers are not streams. */
export async function serveMcp({ json = false } = {}): Promise<McpPeer> {
  const requests: IncomingMessage[] = [];
  const clients: unknown[] = [];
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  let begun = (): void => {};
  const slow = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const origin = await serve((request, response) => {
    requests.push(request);
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = request.headers['mcp-session-id'];
    const known = typeof id === 'string' ? sessions.get(id) : undefined;
    await (known ?? (await open())).handleRequest(request, response);
  }

  async function open(): Promise<StreamableHTTPServerTransport> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse: json,
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    const server = serverOf(begun);
    // The SDK declares its own class as if it were not one of its transports.
    await server.connect(transport as Parameters<typeof server.connect>[0]);
    server.oninitialized = () => {
      clients.push(server.getClientVersion());
    };
    return transport;
  }

  return { url: `${origin}/mcp`, requests, clients, sessions, slow };
}

const tools = [{ name: 'add', inputSchema: { type: 'object' as const } }];

function serverOf(begun: () => void): Server {
  const server = new Server(
    { name: 'peer', version: '1.0.0' },
    { capabilities: { tools: {}, prompts: {}, resources: {}, logging: {} } },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, sendNotification }) => {
    const { name, arguments: given = {} } = params;
    const say = (text: string) => [{ type: 'text' as const, text }];
    if (name === 'add') return { content: say(String(Number(given['a']) + Number(given['b']))) };
    if (name === 'fail') return { isError: true, content: say('no stock left') };
    if (name === 'chatty') {
      await sendNotification({ method: 'notifications/message', params: { level: 'info', data: 'working' } });
      return { content: say('done'), structuredContent: { done: true } };
    }
    if (name === 'slow') {
      begun();
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    }
    throw new McpError(-32602, `there is no tool ${name}`);
  });
  server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: [{ name: 'greet' }] }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => ({
    messages: [{ role: 'user', content: { type: 'text', text: `Hello ${params.arguments?.['name']}` } }],
  }));
  server.setRequestHandler(ListResourcesRequestSchema, () => ({
    resources: [{ uri: 'note://1', name: 'one' }],
    nextCursor: 'page-2',
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }) => ({
    contents: [{ uri: params.uri, text: 'a note' }],
  }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [{ uriTemplate: 'note://{id}', name: 'note' }],
  }));
  return server;
}
