import { describe, expect, it } from 'vitest';
import { Drive } from '../../../test/machine/drive.ts';

const call = (more = '', document = '{ endpoint: https://x.test/api.yaml }') =>
  `do: [{ a: { call: openapi, with: { document: ${document}, operationId: getPet, parameters: { petId: '\${ .id }' }${more} } } }]`;

describe('call openapi', () => {
  it('C10 evaluates parameters and waits for the activity', () => {
    const run = new Drive(call(), { input: { id: 7 } });
    expect(run.request).toEqual({
      kind: 'openapi',
      arguments: {
        document: { uri: 'https://x.test/api.yaml' },
        operationId: 'getPet',
        parameters: { petId: 7 },
        output: 'content',
        redirect: false,
      },
    });
    run.succeed({ name: 'Rex' });
    expect(run.output).toEqual({ name: 'Rex' });
  });

  it('C10 hands output, redirect and authentication on', () => {
    const run = new Drive(
      call(', output: response, redirect: true, authentication: { bearer: { token: t } }'),
    );
    expect(run.request.arguments).toMatchObject({
      output: 'response',
      redirect: true,
      authentication: { bearer: { token: 't' } },
    });
  });

  it('faults without sending anything when a parameter cannot be evaluated', () => {
    const run = new Drive(call(`, authentication: { bearer: { token: '\${ .none }' } }`));
    expect([run.status, run.effects.size]).toEqual(['faulted', 0]);
  });
});

describe('the document', () => {
  const document = (yaml: string, options: ConstructorParameters<typeof Drive>[1] = {}) =>
    new Drive(call('', yaml), options).request.arguments['document'];

  it('U14 is read with its own authentication', () => {
    const endpoint =
      '{ endpoint: { uri: "https://x.test/{v}/api", authentication: { bearer: { token: t } } } }';
    expect(document(endpoint, { input: { v: 'v 2' } })).toEqual({
      uri: 'https://x.test/v%202/api',
      authentication: { bearer: { token: 't' } },
    });
  });

  it('U14 has the text that was pinned when the workflow was applied', () => {
    const bindings = { '/do/0/a/with/document': { uri: './api.yaml', text: 'openapi: 3.1.0' } };
    expect(document('{ endpoint: api.yaml }', { bindings })).toEqual({
      uri: './api.yaml',
      text: 'openapi: 3.1.0',
    });
  });

  it('U14 has the address that was pinned, and is read when the task runs', () => {
    const bindings = { '/do/0/a/with/document': { uri: 'https://y.test/api.yaml' } };
    expect(document('{ endpoint: api.yaml }', { bindings })).toEqual({ uri: 'https://y.test/api.yaml' });
  });
});
