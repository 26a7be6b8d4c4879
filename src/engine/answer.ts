import type { Work } from '../backend/backend.ts';
import { hasEnded } from '../machine/index.ts';
import { dropOldest } from './drop-oldest.ts';
import { type TurnOptions, takeLastTurn, takeTurn } from './turn.ts';
import { isUnreachable } from './unreachable.ts';

/*
 * One answer to the doorbell:
 *
 *   ring ─► load ─► inbox empty ───────────────────────────► done
 *           ▲  └─► advance ─► commit ─┬─ no more ──► carried out, done
 *           ├──────────── more ───────┤  (effects go to the dispatcher after every commit)
 *           └────────── conflict ─────┘  (another turn was first: its state is the one to go on from)
 *
 * The first load is left out where the ring brought what it would give. An exception changes nothing in the store: it is
 * logged and the turn is left to the sweep, which rings again. The same instance failing again and again is a bug of ours
 * (or its definition is gone); after some tries it is faulted, so that nobody waits for it for ever. An unreachable store
 * is nobody's fault and counts as no try.
 */

/** Instances whose failed tries are remembered, those that failed last. */
const rememberedFailures = 10_000;

export interface AnswerOptions extends TurnOptions {
  /** Tries before an instance that cannot be advanced is faulted. */
  readonly tries: number;
}

/** The answer to a ring; `work` is what the ring brought along. It never rejects. */
export function createAnswer(options: AnswerOptions): (instance: string, work?: Work) => Promise<void> {
  const failures = new Map<string, number>();

  return async (instance, brought) => {
    try {
      for (let first = brought; ; first = undefined) {
        const work = first ?? (await options.backend.instances.load(instance));
        if (work === undefined || work.inbox.length === 0) break;
        const revision = await options.machines.revisionWith(work);
        const outcome = await takeTurn(options, work, revision);
        if (outcome !== 'conflict' && !outcome.more) break;
        failures.delete(instance);
      }
      failures.delete(instance);
    } catch (error) {
      const message = 'the instance could not be advanced';
      options.log({ level: 'error', message, instance, error });
      if (isUnreachable(error)) return;
      const count = (failures.get(instance) ?? 0) + 1;
      // Deleted first, so that the map is in the order of the last failures.
      failures.delete(instance);
      failures.set(instance, count);
      dropOldest(failures, rememberedFailures);
      if (count >= options.tries && (await giveUp(options, instance, error))) failures.delete(instance);
    }
  };
}

/** Faults an instance that cannot be advanced. False when even that failed. */
async function giveUp(options: TurnOptions, id: string, reason: unknown): Promise<boolean> {
  try {
    const work = await options.backend.instances.load(id);
    if (work === undefined || hasEnded(work.instance.status)) return true;
    await takeLastTurn(options, work, reason instanceof Error ? reason.message : String(reason));
    return true;
  } catch (error) {
    options.log({ level: 'error', message: 'the instance could not be faulted', instance: id, error });
    return false;
  }
}
