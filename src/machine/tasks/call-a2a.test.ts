import { describe, expect, it } from 'vitest';
import { Drive, define } from '../../../test/machine/drive.ts';
import { compileWorkflow } from '../index.ts';

const task = (rest: string) => `do: [{ask: {call: a2a, with: {method: message/send, ${rest}}}}]`;

describe('call a2a', () => {
  it('C20 C21 evaluates parameters, server and credentials', () => {
    const run = new Drive(
      task(
        `parameters: {message: {parts: [{text: '\${ .say }'}]}}, server: {uri: 'https://x.test/{id}', authentication: {bearer: {token: t}}}`,
      ),
      { input: { say: 'hello', id: 7 } },
    );
    expect(run.request).toEqual({
      kind: 'a2a',
      arguments: {
        method: 'message/send',
        parameters: { message: { parts: [{ text: 'hello' }] } },
        server: 'https://x.test/7',
        authentication: { bearer: { token: 't' } },
      },
    });
    run.succeed({ kind: 'message' });
    expect(run.output).toEqual({ kind: 'message' });
  });

  it('C21 takes all parameters from one expression', () => {
    const run = new Drive(task(`parameters: '\${ {message: .} }', server: 'https://x.test'`), {
      input: { parts: [] },
    });
    expect(run.request.arguments['parameters']).toEqual({ message: { parts: [] } });
  });

  it('C20 has the server’s address beside a card, as that whom its credentials are for', () => {
    const run = new Drive(
      task(
        `agentCard: {endpoint: {uri: 'https://x.test/card', authentication: {bearer: {token: c}}}}, server: {uri: 'https://y.test', authentication: {bearer: {token: s}}}`,
      ),
    );
    expect(run.request.arguments).toEqual({
      method: 'message/send',
      parameters: {},
      agentCard: { uri: 'https://x.test/card', authentication: { bearer: { token: 'c' } } },
      server: 'https://y.test',
      authentication: { bearer: { token: 's' } },
    });
  });

  it('C20 has a local card from when the workflow was applied, with the credentials for its agent', () => {
    const run = new Drive(
      task('agentCard: {endpoint: {uri: agent.json, authentication: {bearer: {token: c}}}}'),
      { bindings: { '/do/0/ask/with/agentCard': { uri: 'agent.json', text: '{}' } } },
    );
    expect(run.request.arguments['agentCard']).toEqual({
      uri: 'agent.json',
      text: '{}',
      authentication: { bearer: { token: 'c' } },
    });
  });

  it('C20 refuses a call of nobody', () => {
    const { findings } = compileWorkflow({ definition: define(task('parameters: {a: 1}')), bindings: {} });
    expect(findings).toMatchObject([{ code: 'missing-key', pointer: '/do/0/ask/with' }]);
  });
});
