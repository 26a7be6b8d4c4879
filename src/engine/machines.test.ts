import { beforeEach, describe, expect, it } from 'vitest';
import { type Backend, createMemoryBackend, type StoredDefinition } from '../backend/index.ts';
import type { Machine } from '../machine/index.ts';
import { compileWorkflow } from '../machine/index.ts';
import { MachineCache } from './machines.ts';

const hello = { namespace: 'test', name: 'hello' };
let backend: Backend;
let compiled: string[];
let cache: MachineCache;

beforeEach(() => {
  backend = createMemoryBackend();
  compiled = [];
  cache = new MachineCache(backend, (stored) => {
    compiled.push(stored.hash);
    return machineOf(stored);
  });
});

function machineOf({ namespace, name, version }: StoredDefinition): Machine {
  const document = { dsl: '1.0.3', namespace, name, version };
  const { machine } = compileWorkflow({ definition: { document, do: [] }, bindings: {} });
  return machine ?? expect.fail('it does not compile');
}

async function store(version: string, hash: string = version): Promise<void> {
  await backend.definitions.put({ ...hello, version, hash, file: '', text: '', bindings: {}, appliedAt: 0 });
}

describe('the machine cache', () => {
  it('compiles a definition once', async () => {
    await store('1.0.0');
    const first = await cache.find({ ...hello, version: '1.0.0' });
    expect(await cache.find({ ...hello, version: '1.0.0' })).toBe(first);
    expect(compiled).toEqual(['1.0.0']);
  });

  it('knows nothing of what is not stored', async () => {
    expect(await cache.find({ ...hello, version: '1.0.0' })).toBeUndefined();
  });

  it('finds what was stored after it was asked for in vain', async () => {
    await cache.find({ ...hello, version: '1.0.0' });
    await store('1.0.0');
    expect((await cache.find({ ...hello, version: '1.0.0' }))?.id.version).toBe('1.0.0');
  });

  it('resolves the latest version as of now', async () => {
    await store('1.0.0');
    expect((await cache.find({ ...hello, version: 'latest' }))?.id.version).toBe('1.0.0');
    await store('1.1.0');
    expect((await cache.find({ ...hello, version: 'latest' }))?.id.version).toBe('1.1.0');
  });

  it('forgets what was removed', async () => {
    await store('1.0.0');
    await cache.find({ ...hello, version: '1.0.0' });
    await backend.definitions.remove({ ...hello, version: '1.0.0' });
    expect(await cache.find({ ...hello, version: '1.0.0' })).toBeUndefined();
  });

  it('compiles again what was stored again with another content', async () => {
    await store('1.0.0', 'old');
    await cache.find({ ...hello, version: '1.0.0' });
    await backend.definitions.remove({ ...hello, version: '1.0.0' });
    await store('1.0.0', 'new');
    await cache.find({ ...hello, version: '1.0.0' });
    expect(compiled).toEqual(['old', 'new']);
  });

  it('does not compile again what another change left alone', async () => {
    await store('1.0.0');
    await cache.find({ ...hello, version: '1.0.0' });
    await store('2.0.0');
    await cache.find({ ...hello, version: '1.0.0' });
    expect(compiled).toEqual(['1.0.0']);
  });
});
