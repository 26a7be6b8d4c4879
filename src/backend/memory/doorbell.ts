import type { Doorbell } from '../backend.ts';
import { timerEntryId } from '../entry-id.ts';
import { forget } from './events.ts';
import { receive } from './inbox.ts';
import type { Store } from './store.ts';

/** Events are routed in one step here, so `sweep` has no half-routed ones to finish. */
export function memoryDoorbell(store: Store): Doorbell {
  const { rows, queue } = store;

  function pending(): string[] {
    return [...rows].flatMap(([instance, { inbox }]) => (inbox.length > 0 ? [instance] : []));
  }

  function nextTimer(): number | undefined {
    const times = [...rows.values()].flatMap(({ timers }) => [...timers.values()]);
    return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
  }

  return {
    async listen({ concurrency, answer }) {
      return queue.listen({ concurrency, answer, waiting: pending() });
    },
    async fire(now) {
      for (const [instance, row] of rows) {
        const due = [...row.timers].filter(([, at]) => at <= now);
        for (const [id, at] of due.sort(([a, first], [b, second]) => first - second || (a < b ? -1 : 1))) {
          row.timers.delete(id);
          receive(row, timerEntryId(id, at), { kind: 'timer', id, at });
        }
        if (due.length > 0) queue.ring(instance);
      }
      return nextTimer();
    },
    async nextTimer() {
      return nextTimer();
    },
    // The queue knows what it has queued and what it answers, so every other pending instance has been missed.
    async sweep({ now }) {
      forget(store, now);
      for (const instance of pending()) if (!queue.isAnswering(instance)) queue.ring(instance);
    },
    async backlog() {
      return pending().length;
    },
  };
}
