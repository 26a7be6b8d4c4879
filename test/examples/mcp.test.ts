import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { absence, run } from './play.ts';

const slack = fileURLToPath(new URL('peers/slack.js', import.meta.url));

/** An `npx` in front of the real one, which starts the server of this folder in place of the one it would install. */
function standInForNpx(): void {
  const folder = mkdtempSync(join(tmpdir(), 'eventctl-npx-'));
  const npx = join(folder, 'npx');
  writeFileSync(npx, `#!/bin/sh\nexec '${process.execPath}' '${slack}' "$@"\n`);
  chmodSync(npx, 0o755);
  const { PATH: path = '' } = process.env;
  process.env['PATH'] = `${folder}${delimiter}${path}`;
  onTestFinished(() => {
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true });
  });
}

describe.skipIf(absence !== undefined)('the specification’s examples of MCP', () => {
  it('C23 C24 C25 call-mcp.yaml: a tool of a server is called that npx starts with its arguments and environment', async () => {
    standInForNpx();
    const { output, error } = await run({ file: 'call-mcp.yaml' }, { allowRun: ['mcp'], realTime: true });
    expect(error).toBeUndefined();
    expect(output).toEqual({
      content: [{ type: 'text', text: 'posted to C1234567890' }],
      structuredContent: {
        tool: 'conversations_add_message',
        arguments: {
          channel_id: 'C1234567890',
          thread_ts: '1623456789.123456',
          payload: 'Hello, world! :wave:',
          content_type: 'text/markdown',
        },
        started: ['slack-mcp-serverr@latest', '--transport', 'stdio'],
        token: 'xoxp-xv6Cv3jKqNW8esm5YnsftKwIzoQHUzAP',
      },
    });
  });

  it('G51 call-mcp.yaml: is refused where nothing may be started', async () => {
    const { error } = await run({ file: 'call-mcp.yaml' });
    expect(error).toMatchObject({ status: 403, instance: '/do/0/publishMessageToSlack' });
  });
});
