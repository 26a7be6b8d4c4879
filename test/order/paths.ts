import { afterEach, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/index.ts';
import { OnlineStore } from './store.ts';

/** What may become of an order, on any store. */
export function orderPaths(open: () => Promise<Backend>): void {
  describe('the store order', () => {
    let store: OnlineStore | undefined;
    const start = async (workflows?: readonly string[]): Promise<OnlineStore> => {
      store = await OnlineStore.open(await open(), workflows);
      return store;
    };
    afterEach(async () => {
      await store?.close();
      store = undefined;
    });

    it('is paid, shipped and completed', async () => {
      const shop = await start();
      await shop.order('A-1', 120);
      const [instance] = await shop.ended('A-1');
      expect(instance).toMatchObject({
        status: 'completed',
        output: { orderNo: 'A-1', amount: 120, status: 'completed' },
      });
      await shop.happenedOnce('shipment.requested', 'A-1');
      await shop.happenedOnce('online.store.orderCompleted', 'A-1');
    });

    it('is denied when the payment is, and nothing is shipped', async () => {
      const shop = await start();
      await shop.order('A-2', 2500);
      const [instance] = await shop.ended('A-2');
      expect(instance).toMatchObject({ status: 'completed', output: { status: 'denied' } });
      expect(await shop.eventsAbout('shipment.requested', 'A-2')).toEqual([]);
    });

    it('is cancelled when the payment service never answers', async () => {
      const shop = await start();
      await shop.order('A-3', 404, { paymentTimeout: 'PT0.2S' });
      const [instance] = await shop.ended('A-3');
      expect(instance).toMatchObject({ status: 'completed', output: { status: 'cancelled' } });
      await shop.happenedOnce('online.store.orderCancelled', 'A-3');
      expect(await shop.eventsAbout('shipment.requested', 'A-3')).toEqual([]);
    });

    it('is shipped once when its event comes twice', async () => {
      const shop = await start();
      const order = { orderNo: 'A-4', amount: 10 };
      const same = { source: 'store/order', id: 'twice' };
      expect(await shop.send('online.store.newOrder', order, same)).toBe('accepted');
      expect(await shop.send('online.store.newOrder', order, same)).toBe('duplicate');
      expect(await shop.ended('A-4')).toHaveLength(1);
      expect(await shop.send('online.store.newOrder', order, same)).toBe('duplicate');
      expect(await shop.instancesOf('A-4')).toHaveLength(1);
      await shop.happenedOnce('shipment.requested', 'A-4');
    });

    it('is not mixed up with another on its way at the same time', async () => {
      const shop = await start(['store-order']);
      await shop.order('A-5', 50);
      await shop.order('A-6', 60);
      await shop.listening('A-5', 'awaitProcessedOrder');
      await shop.listening('A-6', 'awaitProcessedOrder');
      await shop.send('order.processed', { orderNo: 'A-6', status: 'accepted' });
      await shop.send('order.processed', { orderNo: 'A-5', status: 'accepted' });
      await shop.listening('A-5', 'awaitPaymentReceipt');
      await shop.listening('A-6', 'awaitPaymentReceipt');
      await shop.send('payment.receipt', { orderNo: 'A-6', amount: 60, status: 'denied' });
      await shop.send('payment.receipt', { orderNo: 'A-5', amount: 50, status: 'success' });
      const [five] = await shop.ended('A-5');
      const [six] = await shop.ended('A-6');
      expect([five?.output, six?.output]).toMatchObject([{ status: 'completed' }, { status: 'denied' }]);
    });

    it('takes a payment reply that came before it listened', async () => {
      const shop = await start(['store-order']);
      await shop.order('A-7', 70);
      await shop.listening('A-7', 'awaitProcessedOrder');
      await shop.send('payment.receipt', { orderNo: 'A-7', amount: 70, status: 'success' });
      await shop.send('order.processed', { orderNo: 'A-7', status: 'accepted' });
      const [instance] = await shop.ended('A-7');
      expect(instance).toMatchObject({
        status: 'completed',
        output: { orderNo: 'A-7', status: 'completed' },
      });
    });

    it('does not take a reply that came before the order itself', async () => {
      const shop = await start(['store-order']);
      await shop.send('payment.receipt', { orderNo: 'A-8', amount: 80, status: 'success' });
      await shop.order('A-8', 80, { paymentTimeout: 'PT0.2S' });
      await shop.send('order.processed', { orderNo: 'A-8', status: 'accepted' });
      const [instance] = await shop.ended('A-8');
      expect(instance?.output).toMatchObject({ status: 'cancelled' });
    });
  });
}
