// An MCP server over stdio, made with the official SDK: it tells how it was started, waits, or ends.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const server = new Server({ name: 'peer', version: '1.0.0' }, { capabilities: { tools: {} } });
server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
  switch (params.name) {
    case 'describe': {
      const { argv, env } = process;
      return { content: [], structuredContent: { argv: argv.slice(2), env } };
    }
    case 'wait': {
      const child = spawn('sleep', ['60'], { stdio: 'ignore' });
      writeFileSync(params.arguments.file, JSON.stringify([process.pid, child.pid]));
      return new Promise(() => {});
    }
    default:
      console.error('no idea what to do');
      process.exit(3);
  }
});
await server.connect(new StdioServerTransport());
