import type { Figure } from './claim.ts';
import { median } from './measure.ts';
import type { Outcome } from './rounds.ts';

/** The unit of figures that are quotients of two others, measured in the same rounds. */
export const times = '×';

/** What all rounds of a figure come to. */
export interface Summary {
  readonly median: number;
  readonly best: number;
  readonly worst: number;
}

export function summaryOf({ rounds, better }: Pick<Figure, 'rounds' | 'better'>): Summary {
  const [low, high] = [Math.min(...rounds), Math.max(...rounds)];
  const [best, worst] = better === 'higher' ? [high, low] : [low, high];
  return { median: median(rounds), best, worst };
}

/** Whether the median is within the bound; undefined without one. */
export function holds(figure: Figure): boolean | undefined {
  const { bound } = figure;
  if (bound === undefined) return undefined;
  const middle = median(figure.rounds);
  return 'atLeast' in bound ? middle >= bound.atLeast : middle <= bound.atMost;
}

/** One figure in those of another, round by round. None when one of them was not measured. */
export function ratio(
  ours: Figure | undefined,
  theirs: Figure | undefined,
  { name, bound }: { readonly name?: string; readonly bound?: Figure['bound'] } = {},
): readonly Figure[] {
  if (ours === undefined || theirs === undefined) return [];
  const rounds = ours.rounds.flatMap((value, index) => {
    const other = theirs.rounds[index];
    return other === undefined ? [] : [value / other];
  });
  if (rounds.length === 0) return [];
  return [
    {
      name: name ?? `${ours.name} ÷ ${theirs.name}`,
      unit: times,
      better: ours.better,
      rounds,
      ...(bound === undefined ? {} : { bound }),
    },
  ];
}

/** The value below which a share of all values is: `percentile(latencies, 0.99)`. Of none it is not a number. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Latencies of systems, a list a round, as the figures `<system>, p50` and `<system>, p99` with what they must not pass. */
export function latencyFigures(
  outcomes: readonly Outcome<readonly number[]>[],
  boundsOf: (system: string) => { readonly p50?: number; readonly p99?: number },
): readonly Figure[] {
  return outcomes.flatMap(({ system: { name, kind }, results }) => {
    const bounds = boundsOf(name);
    const figure = (label: string, share: number, atMost: number | undefined): Figure => ({
      name: `${name}, ${label}`,
      unit: 'ms',
      better: 'lower',
      rounds: results.map((latencies) => percentile(latencies, share)),
      ...(atMost === undefined ? {} : { bound: { atMost } }),
      ...(kind === 'ours' ? {} : { foreign: true }),
    });
    return [figure('p50', 0.5, bounds.p50), figure('p99', 0.99, bounds.p99)];
  });
}

/** The best of some figures, by their medians. */
export function bestOf(figures: readonly Figure[]): Figure | undefined {
  return figures.reduce<Figure | undefined>((best, figure) => {
    if (best === undefined) return figure;
    const [one, other] = [median(best.rounds), median(figure.rounds)];
    return (figure.better === 'higher' ? other > one : other < one) ? figure : best;
  }, undefined);
}
