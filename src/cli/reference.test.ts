import { describe, expect, it } from 'vitest';
import { fakeClient } from '../../test/cli/support/fake-client.ts';
import type { WorkflowSummary } from '../client/index.ts';
import { findInstance, findReference, parseReference } from './reference.ts';

describe('parseReference', () => {
  it.each([
    ['hello', { name: 'hello' }],
    ['hello:1.0.0', { name: 'hello', version: '1.0.0' }],
    ['shop/order', { namespace: 'shop', name: 'order' }],
    ['shop/order:2.1.0-rc.1', { namespace: 'shop', name: 'order', version: '2.1.0-rc.1' }],
  ])('reads %s', (text, reference) => {
    expect(parseReference(text)).toEqual(reference);
  });

  it.each(['', 'a/b/c', ':1.0.0', 'a:', '/a', 'a b'])('refuses "%s"', (text) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

const workflow = (namespace: string, name: string): WorkflowSummary => ({
  namespace,
  name,
  version: '1.0.0',
  file: 'w.yaml',
  appliedAt: 0,
  startedBy: [],
});
const clientWith = (...workflows: WorkflowSummary[]) => fakeClient({ listWorkflows: async () => workflows });

describe('findReference', () => {
  it('takes a namespace as given', async () => {
    expect(await findReference(fakeClient({}), 'shop/order')).toEqual({ namespace: 'shop', name: 'order' });
  });

  it('finds the only namespace of a name', async () => {
    const client = clientWith(workflow('shop', 'order'), workflow('bank', 'pay'));
    expect(await findReference(client, 'order:1.0.0')).toEqual({
      namespace: 'shop',
      name: 'order',
      version: '1.0.0',
    });
  });

  it('prefers the namespace default', async () => {
    const client = clientWith(workflow('shop', 'order'), workflow('default', 'order'));
    expect(await findReference(client, 'order')).toEqual({ name: 'order' });
  });

  it('refuses to guess between namespaces', async () => {
    const client = clientWith(workflow('shop', 'order'), workflow('bank', 'order'));
    await expect(findReference(client, 'order')).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('findInstance', () => {
  const definition = { namespace: 'default', name: 'w', version: '1.0.0' };
  const client = fakeClient({
    listInstances: async () =>
      ['06f3a', '06f3b', '07aaa'].map((id) => ({ id, definition, status: 'running', startedAt: 0 })),
  });

  it('finds an instance by how its id begins', async () => {
    expect(await findInstance(client, '07')).toBe('07aaa');
  });

  it('ignores case', async () => {
    expect(await findInstance(client, '07AAA')).toBe('07aaa');
  });

  it('refuses a beginning of several', async () => {
    await expect(findInstance(client, '06f3')).rejects.toMatchObject({ code: 'usage' });
  });

  it('refuses one of none', async () => {
    await expect(findInstance(client, '08')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('asks nobody for a whole id', async () => {
    const id = '06f3k8z7q9w2e4r6t8y0u1i3o5';
    expect(await findInstance(fakeClient({}), id)).toBe(id);
  });
});
