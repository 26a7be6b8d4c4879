import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run } from '../external/workbench.ts';
import { serveMcp } from '../servers/mcp.ts';

const script = fileURLToPath(new URL('../servers/mcp-stdio.js', import.meta.url));

describe('call mcp in a workflow', () => {
  it('C23 C24 C25 calls a tool with what the data says', async () => {
    const { url, clients } = await serveMcp();
    const { output } = await run(
      'workflow.yaml',
      `do:
  - sum:
      call: mcp
      with:
        method: tools/call
        parameters: { name: add, arguments: { a: '\${ .a }', b: 40 } }
        timeout: { seconds: 20 }
        client: { name: shop, version: 2.1.0 }
        transport: { http: { endpoint: '${url}', headers: { x-tenant: '\${ .tenant }' } } }
      output: { as: '.content[0].text | tonumber' }`,
      { input: { a: 2, tenant: 'a' } },
    );
    expect(output).toBe(42);
    expect(clients).toEqual([{ name: 'shop', version: '2.1.0' }]);
  });

  it('C24 takes all parameters from one expression', async () => {
    const { url } = await serveMcp();
    const { output } = await run(
      'workflow.yaml',
      `do:
  - read:
      call: mcp
      with: { method: resources/read, parameters: '\${ {uri: .note} }', transport: { http: { endpoint: '${url}' } } }`,
      { input: { note: 'note://7' } },
    );
    expect(output).toEqual({ contents: [{ uri: 'note://7', text: 'a note' }] });
  });

  it('C25 catches the error of a tool', async () => {
    const { url } = await serveMcp();
    const { output } = await run(
      'workflow.yaml',
      `do:
  - attempt:
      try:
        - fail:
            call: mcp
            with:
              method: tools/call
              parameters: { name: fail }
              transport: { http: { endpoint: '${url}' } }
      catch:
        errors: { with: { type: 'https://open-workflow-specification.org/spec/1.0.0/errors/runtime' } }
        do: [{ tell: { set: { why: '\${ $error.detail }' } } }]`,
      { input: {} },
    );
    expect(output).toEqual({ why: 'no stock left' });
  });

  const started = `do:
  - start:
      call: mcp
      with:
        method: tools/call
        parameters: { name: describe }
        transport: { stdio: { command: '${process.execPath}', arguments: ['${script}', '\${ .a }'] } }
      output: { as: .structuredContent.argv }`;

  it('C25 starts a server where that is allowed', async () => {
    const { output } = await run('workflow.yaml', started, { input: { a: 'b' }, allowRun: ['mcp'] });
    expect(output).toEqual(['b']);
  });

  it('G51 starts no server unless that is allowed', async () => {
    const { error } = await run('workflow.yaml', started, { input: { a: 'b' } });
    expect(error).toMatchObject({ status: 403, instance: '/do/0/start' });
  });
});
