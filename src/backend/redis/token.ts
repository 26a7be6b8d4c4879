import type { Work } from '../backend.ts';
import { list, text, texts } from './reply.ts';
import { loaded } from './rows.ts';

/** An instance of others' writing that this process is to answer. */
export interface Claimed {
  readonly instance: string;
  readonly workflow: string;
  /** What its turn starts from; undefined where that is damaged: whoever answers reads it again, and tells. */
  readonly work: Work | undefined;
}

/** One with what its turn starts from. */
export interface Carried extends Claimed {
  readonly work: Work;
}

/** Milliseconds after which a token has lain around: what it carries may be old, and a claim brings it anew. */
const freshness = 1_000;

/**
 * What a token carries (see `lua/include/ring.lua`): a JSON array of the time, then instance, workflow and what its turn
 * starts from. Undefined for one that carries nothing, as all did once, and for one that is not from about now.
 */
export function carriedBy(token: string, now: number): Carried | undefined {
  const content: unknown = JSON.parse(token);
  if (!Array.isArray(content)) return undefined;
  const [rung, ...row] = content;
  if (!(Math.abs(now - Number(rung)) <= freshness)) return undefined;
  const [claimed] = claimedBy(row);
  return claimed?.work === undefined ? undefined : { ...claimed, work: claimed.work };
}

/** What a claim brings of an instance: nothing of one that is gone. */
export function claimedBy(row: unknown): readonly Claimed[] {
  const [id, name, ...fields] = list(row);
  const [instance, workflow] = [text(id), text(name)];
  try {
    const work = loaded(instance, texts(fields));
    return work === undefined ? [] : [{ instance, workflow, work }];
  } catch {
    return [{ instance, workflow, work: undefined }];
  }
}
