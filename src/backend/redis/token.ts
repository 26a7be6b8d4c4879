import type { Work } from '../backend.ts';
import { text, texts } from './reply.ts';
import { loaded } from './rows.ts';

/** An instance of others' writing that this process is to answer, with what its turn starts from. */
export interface Claimed {
  readonly instance: string;
  readonly workflow: string;
  readonly work: Work;
}

/** Milliseconds after which a token has lain around: what it carries may be old, and a claim brings it anew. */
const freshness = 1_000;

/**
 * What a token carries (see `lua/include/ring.lua`): a JSON array of the time, then instance, workflow and what its turn
 * starts from. Undefined for one that carries nothing, as all did once, and for one that is not from about now.
 */
export function carriedBy(token: string, now: number): Claimed | undefined {
  const content: unknown = JSON.parse(token);
  if (!Array.isArray(content)) return undefined;
  const [rung, instance, workflow, ...fields] = content;
  if (!(Math.abs(now - Number(rung)) <= freshness)) return undefined;
  const work = loaded(text(instance), texts(fields));
  return work === undefined ? undefined : { instance: text(instance), workflow: text(workflow), work };
}
