import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend.ts';
import { definition } from './samples.ts';

export function definitionsSuite(open: () => Backend): void {
  describe('definitions', () => {
    test('a definition is stored as it is', async () => {
      const { definitions } = open();
      expect(await definitions.put(definition('1.0.0'))).toBe('created');
      expect(await definitions.get(definition('1.0.0'))).toEqual(definition('1.0.0'));
    });

    test('the same content again is unchanged and keeps the first row', async () => {
      const { definitions } = open();
      await definitions.put(definition('1.0.0'));
      expect(await definitions.put(definition('1.0.0', { appliedAt: 1 }))).toBe('unchanged');
      expect(await definitions.get(definition('1.0.0'))).toEqual(definition('1.0.0'));
    });

    test('other content under a known version is a conflict and changes nothing', async () => {
      const { definitions } = open();
      await definitions.put(definition('1.0.0'));
      expect(await definitions.put(definition('1.0.0', { hash: 'other', text: 'other' }))).toBe('conflict');
      expect(await definitions.get(definition('1.0.0'))).toEqual(definition('1.0.0'));
    });

    test('an unknown definition is undefined', async () => {
      const { definitions } = open();
      await definitions.put(definition('1.0.0'));
      expect(await definitions.get(definition('1.0.1'))).toBeUndefined();
      expect(await definitions.get({ namespace: 'shop', name: 'other', version: 'latest' })).toBeUndefined();
    });

    test('latest is the highest version by value, not by text or age', async () => {
      const { definitions } = open();
      for (const version of ['1.9.0', '1.10.0', '1.10.0-rc.1', '1.2.0'])
        await definitions.put(definition(version));
      expect((await definitions.get(definition('latest')))?.version).toBe('1.10.0');
    });

    test('latest looks at the asked name and namespace only', async () => {
      const { definitions } = open();
      await definitions.put(definition('1.0.0'));
      await definitions.put(definition('2.0.0', { name: 'payment' }));
      await definitions.put(definition('3.0.0', { namespace: 'bank' }));
      expect((await definitions.get(definition('latest')))?.version).toBe('1.0.0');
    });

    test('the list is ordered by namespace, name and version', async () => {
      const { definitions } = open();
      await definitions.put(definition('1.10.0'));
      await definitions.put(definition('1.0.0', { name: 'payment' }));
      await definitions.put(definition('1.9.0'));
      await definitions.put(definition('1.0.0', { namespace: 'bank', name: 'zebra' }));
      await definitions.put(definition('1.10.0-beta.2'));
      const names = (await definitions.list()).map((one) => `${one.namespace}/${one.name}:${one.version}`);
      expect(names).toEqual([
        'bank/zebra:1.0.0',
        'shop/order:1.9.0',
        'shop/order:1.10.0-beta.2',
        'shop/order:1.10.0',
        'shop/payment:1.0.0',
      ]);
    });

    test('remove takes one version away and tells whether it was there', async () => {
      const { definitions } = open();
      await definitions.put(definition('1.0.0'));
      await definitions.put(definition('2.0.0'));
      expect(await definitions.remove(definition('2.0.0'))).toBe(true);
      expect(await definitions.remove(definition('2.0.0'))).toBe(false);
      expect((await definitions.list()).map(({ version }) => version)).toEqual(['1.0.0']);
    });

    test('the revision changes when a definition comes or goes', async () => {
      const { definitions } = open();
      const seen = new Set([await definitions.revision()]);
      await definitions.put(definition('1.0.0'));
      seen.add(await definitions.revision());
      await definitions.remove(definition('1.0.0'));
      seen.add(await definitions.revision());
      expect(seen.size).toBe(3);
    });

    test('the revision stays while the set does', async () => {
      const { definitions } = open();
      await definitions.put(definition('1.0.0'));
      const before = await definitions.revision();
      await definitions.put(definition('1.0.0'));
      await definitions.put(definition('1.0.0', { hash: 'other' }));
      await definitions.remove(definition('2.0.0'));
      expect(await definitions.revision()).toBe(before);
    });
  });
}
