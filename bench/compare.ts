import type { Figure } from './claim.ts';
import { summaryOf, times } from './figures.ts';

/** A figure of ours, as it was recorded and as it is now. */
export interface Change {
  readonly name: string;
  readonly recorded: number;
  readonly now: number;
  /** How much worse it is, as a share of what was recorded; negative when it is better. */
  readonly behind: number;
}

/** From here on a change is reported, as a share. */
export const tolerance = 0.2;

/**
 * Compares the medians of the figures that are in both. Where a claim has ratios, only these: what a machine is like on
 * another day is in both sides of a ratio. What is not ours, and what was zero, is not compared.
 */
export function changes(recorded: readonly Figure[], now: readonly Figure[]): readonly Change[] {
  const pairs = now.flatMap((figure) => {
    const before = recorded.find(({ name, unit }) => name === figure.name && unit === figure.unit);
    return before === undefined || figure.foreign ? [] : [{ figure, before }];
  });
  const ratios = pairs.filter(({ figure }) => figure.unit === times);
  return (ratios.length > 0 ? ratios : pairs).flatMap(({ figure, before }) => {
    const [was, is] = [summaryOf(before).median, summaryOf(figure).median];
    if (!(was > 0) || Number.isNaN(is)) return [];
    const gain = figure.better === 'higher' ? is / was - 1 : 1 - is / was;
    return [{ name: figure.name, recorded: was, now: is, behind: -gain }];
  });
}
