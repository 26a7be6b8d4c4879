import { loops } from './loops.ts';
import { results } from './results.ts';
import { values } from './values.ts';

/**
 * Filters that try to take as long or as much as they can, a few for every family of builtins. Each has to end by a
 * typed error, or well, while its process can still answer others.
 */
export const hostile: readonly string[] = [...loops, ...results, ...values];
