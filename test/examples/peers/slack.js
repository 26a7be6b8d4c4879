// The MCP server that the example starts by npx: it posts nothing, and tells what it was asked and how it was started.
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const server = new Server({ name: 'slack', version: '1.0.0' }, { capabilities: { tools: {} } });
server.setRequestHandler(CallToolRequestSchema, async ({ params }) => ({
  content: [{ type: 'text', text: `posted to ${params.arguments.channel_id}` }],
  structuredContent: {
    tool: params.name,
    arguments: params.arguments,
    started: process.argv.slice(2),
    token: process.env.SLACK_MCP_XOXP_TOKEN,
  },
}));
await server.connect(new StdioServerTransport());
