import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, run, serve } from '../external/workbench.ts';
import { serveA2a } from '../servers/a2a.ts';

const ask = (target: string, method = 'message/send', text = 'hello') => `do:
  - ask:
      call: a2a
      with:
        method: ${method}
        ${target}
        parameters: { message: { parts: [{ kind: text, text: '\${ "${text} " + .name }' }] } }`;
const input = { name: 'Ada' };

describe('call a2a in a workflow', () => {
  it('C19 C20 sends a message to a server', async () => {
    const { url, requests } = await serveA2a();
    const { output, instance } = await run('workflow.yaml', ask(`server: '${url}'`), { input });
    expect(output).toMatchObject({ role: 'agent', parts: [{ text: 'Hello' }] });
    expect(requests).toMatchObject([
      { id: `${instance}/do/0/ask~1`, params: { message: { role: 'user', parts: [{ text: 'hello Ada' }] } } },
    ]);
  });

  it('C20 finds the agent by a remote card', async () => {
    const { card } = await serveA2a();
    const { url } = await serve({ '/.well-known/agent-card.json': JSON.stringify(card('0.3')) });
    const target = `agentCard: { endpoint: '${url}/.well-known/agent-card.json' }`;
    expect((await run('workflow.yaml', ask(target), { input })).output).toMatchObject({ role: 'agent' });
  });

  it('C20 C22 finds the agent by a local card, and calls it with its credentials', async () => {
    const { card, headers } = await serveA2a();
    const files = await folder({ 'agent.json': JSON.stringify(card('0.3')) });
    const target = 'agentCard: { endpoint: { uri: agent.json, authentication: { bearer: { token: t } } } }';
    const { output } = await run(join(files, 'workflow.yaml'), ask(target), { input });
    expect(output).toMatchObject({ role: 'agent' });
    expect(headers[0]?.authorization).toBe('Bearer t');
  });

  it('C21 has the results of a stream in their order', async () => {
    const { url } = await serveA2a();
    const { output } = await run('workflow.yaml', ask(`server: '${url}'`, 'message/stream', 'work'), {
      input,
    });
    expect(output).toMatchObject([
      { kind: 'task' },
      { kind: 'artifact-update' },
      { status: { state: 'completed' } },
    ]);
  });

  it('C22 catches the agent’s error', async () => {
    const { url } = await serveA2a();
    const { output } = await run(
      'workflow.yaml',
      `do:
  - attempt:
      try:
        - get: { call: a2a, with: { method: tasks/get, server: '${url}', parameters: { id: nothing } } }
      catch:
        errors: { with: { type: 'https://open-workflow-specification.org/spec/1.0.0/errors/runtime' } }
        do: [{ tell: { set: { why: '\${ $error.title }' } } }]`,
      { input },
    );
    expect(output).toEqual({ why: 'A2A error -32001' });
  });
});
