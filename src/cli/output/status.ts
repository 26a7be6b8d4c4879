import type { InstanceStatus } from '../../machine/instance.ts';
import type { Paint, Tone } from './colour.ts';

/** How a status looks: a symbol and a tone. The word always stands beside the symbol, so that neither is needed. */
const looks: Readonly<Record<InstanceStatus, readonly [symbol: string, tone: Tone]>> = {
  pending: ['·', 'quiet'],
  running: ['●', 'busy'],
  waiting: ['◷', 'waiting'],
  suspended: ['⏸', 'waiting'],
  completed: ['✔', 'good'],
  faulted: ['✖', 'bad'],
  cancelled: ['⊘', 'quiet'],
};

export function formatStatus(status: InstanceStatus, paint: Paint): string {
  const [symbol, tone] = looks[status];
  return paint(tone, `${symbol} ${status}`);
}
