import { describe, expect, it } from 'vitest';
import { Drive, define } from '../../test/machine/drive.ts';
import type { Json } from '../json/json.ts';
import { Compiler } from './compiler.ts';
import { Draft } from './draft.ts';
import { activationOf } from './lifecycle.ts';
import { compileResource } from './resource.ts';
import type { TaskContext } from './task-context.ts';

const pointer = '/do/0/a/with/proto';

/** What the resource is for a task whose data is `{v: 1}`. */
function evaluate(value: Json, bindings: Readonly<Record<string, Json>> = {}) {
  const definition = define('use: {secrets: [s]}\ndo: [{a: {set: {x: 1}}}]');
  const compiler = new Compiler(definition, bindings);
  const context: TaskContext = {
    compiler,
    pointer: '/do/0/a',
    name: 'a',
    variables: ['secrets'],
    sequence: () => ({}),
    function: () => undefined,
    branches: () => [],
    flow: () => ({ to: 'finish' }),
  };
  const resource = compileResource(value, pointer, context);
  expect(compiler.findings).toEqual([]);
  const drive = new Drive('use: {secrets: [s]}\ndo: [{a: {wait: PT1S}}]', {
    input: { v: 1 },
    secrets: { s: 'hush' },
  });
  const draft = new Draft(drive.machine, drive.instance, drive.surroundings());
  const [frame] = [...draft.frames.values()].filter(({ task }) => task === '/do/0/a');
  return resource(activationOf(draft, frame?.id ?? ''));
}

describe('an external resource of a task', () => {
  it('U14 has an address, literal or a template', () => {
    expect(evaluate({ endpoint: 'https://x.test/{v}.json' })).toEqual({ uri: 'https://x.test/1.json' });
  });

  it('U14 has the text that it was pinned with', () => {
    const bindings = { [pointer]: { uri: './a.proto', text: 'syntax' } };
    expect(evaluate({ endpoint: 'a.proto' }, bindings)).toEqual({ uri: './a.proto', text: 'syntax' });
  });

  it('has the whole address where it is named relative to a function', () => {
    const bindings = { [pointer]: { uri: 'https://x.test/a.proto' } };
    expect(evaluate({ endpoint: 'a.proto' }, bindings)).toEqual({ uri: 'https://x.test/a.proto' });
  });

  it('has its credentials, evaluated', () => {
    const endpoint = { uri: 'https://x.test/a', authentication: { bearer: { token: '${ $secrets.s }' } } };
    expect(evaluate({ endpoint })).toEqual({
      uri: 'https://x.test/a',
      authentication: { bearer: { token: 'hush' } },
    });
  });
});
