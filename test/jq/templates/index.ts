import type { Kind } from '../grammar.ts';
import { collections } from './collections.ts';
import { scalars } from './scalars.ts';
import { streams } from './streams.ts';

/** Filters by what they are meant to give; `{kind}` stands for a filter of that kind. */
export const templates: Readonly<Record<Kind, readonly string[]>> = {
  ...scalars,
  ...collections,
  ...streams,
};
