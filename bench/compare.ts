import type { Figure } from './claim.ts';
import { summaryOf, times } from './figures.ts';
import type { RecordedClaim } from './recorded.ts';
import { numberText } from './report.ts';

/** A figure of ours, as it was recorded and as it is now. */
export interface Change {
  readonly name: string;
  readonly recorded: number;
  readonly now: number;
  /** How much worse it is, as a share of what was recorded; negative when it is better. */
  readonly behind: number;
}

/** From here on a change is reported, as a share. */
const tolerance = 0.2;

/** Units of what depends on the code and not on the machine: quotients of one run, and sizes. */
const portable = [times, 'bytes each', 'MiB', 'packages', 'files'];

/** What a run is, beside what was recorded. */
export interface Comparison {
  /** How many figures were compared. */
  readonly compared: number;
  /** What is more than 20 % behind, for people. */
  readonly worse: readonly string[];
  /** Claims of which nothing could be compared, and why. */
  readonly left: readonly string[];
}

export function comparison(
  recorded: readonly RecordedClaim[],
  measured: readonly RecordedClaim[],
): Comparison {
  const found = measured.map((now) => {
    const before = recorded.find(({ name }) => name === now.name);
    if (before === undefined) return { changes: [], left: [`${now.name}: not recorded yet`], now };
    const sameMachine = sameTexts(before.machine, now.machine) && before.quick === now.quick;
    const list = changes(before.figures, now.figures, sameMachine);
    const why = sameMachine ? 'it has no figure of before' : 'recorded on another machine, or quickly';
    return { changes: list, left: list.length === 0 ? [`${now.name}: ${why}`] : [], now };
  });
  const worse = found.flatMap(({ changes: list, now }) =>
    list
      .filter(({ behind }) => behind > tolerance)
      .map(
        ({ name, recorded: was, now: is, behind }) =>
          `${now.name}: ${name} was ${numberText(was)}, is ${numberText(is)} (${Math.round(behind * 100)} % behind)`,
      ),
  );
  const compared = found.reduce((sum, { changes: list }) => sum + list.length, 0);
  return { compared, worse, left: found.flatMap(({ left }) => left) };
}

/**
 * Compares the medians of the figures that are in both. Where a claim has ratios, only these and sizes: what a machine is
 * like on another day is in both sides of a ratio. Seconds, rates and CPU times are compared where a claim has no
 * ratios, and only on the machine they were recorded on. What is not ours, and what was zero, is not compared.
 */
export function changes(
  recorded: readonly Figure[],
  now: readonly Figure[],
  sameMachine: boolean,
): readonly Change[] {
  const pairs = now.flatMap((figure) => {
    const before = recorded.find(({ name, unit }) => name === figure.name && unit === figure.unit);
    return before === undefined || figure.foreign ? [] : [{ figure, before }];
  });
  const hasRatios = pairs.some(({ figure }) => figure.unit === times);
  const chosen =
    hasRatios || !sameMachine ? pairs.filter(({ figure }) => portable.includes(figure.unit)) : pairs;
  return chosen.flatMap(({ figure, before }) => {
    const [was, is] = [summaryOf(before).median, summaryOf(figure).median];
    if (!(was > 0) || Number.isNaN(is)) return [];
    const gain = figure.better === 'higher' ? is / was - 1 : 1 - is / was;
    return [{ name: figure.name, recorded: was, now: is, behind: -gain }];
  });
}

/** What only one of them tells was not asked for yet when the other was written. */
function sameTexts(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  return Object.entries(one).every(([name, text]) => other[name] === undefined || other[name] === text);
}
