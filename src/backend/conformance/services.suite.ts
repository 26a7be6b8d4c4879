import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend.ts';
import { service } from './samples.ts';

export function servicesSuite(open: () => Backend): void {
  describe('services', () => {
    test('a service is stored as it is', async () => {
      const { services } = open();
      expect(await services.put(service('payment.yaml'))).toBe('created');
      expect(await services.list()).toEqual([service('payment.yaml')]);
    });

    test('the same service again is unchanged', async () => {
      const { services } = open();
      await services.put(service('payment.yaml'));
      expect(await services.put(service('payment.yaml'))).toBe('unchanged');
    });

    test('another service under the same file replaces it', async () => {
      const { services } = open();
      await services.put(service('payment.yaml'));
      expect(await services.put(service('payment.yaml', { hash: 'def', title: 'New' }))).toBe('updated');
      expect(await services.list()).toEqual([service('payment.yaml', { hash: 'def', title: 'New' })]);
    });

    test('the list is ordered by file', async () => {
      const { services } = open();
      for (const file of ['b.yaml', 'c.yaml', 'a.yaml']) await services.put(service(file));
      expect((await services.list()).map(({ file }) => file)).toEqual(['a.yaml', 'b.yaml', 'c.yaml']);
    });

    test('remove tells whether it was there', async () => {
      const { services } = open();
      await services.put(service('payment.yaml'));
      expect(await services.remove('payment.yaml')).toBe(true);
      expect(await services.remove('payment.yaml')).toBe(false);
      expect(await services.list()).toEqual([]);
    });
  });
}
