import { createPaint, plain } from '../src/cli/output/colour.ts';
import { formatTable } from '../src/cli/output/table.ts';
import type { Figure } from './claim.ts';
import { holds, summaryOf } from './figures.ts';
import type { RecordedClaim } from './recorded.ts';

/** What was found of a claim, for people. What could not be measured has its line too. */
export function claimTable({ title, configuration, figures, notes, failures }: RecordedClaim): string {
  return [
    `${title}\n`,
    figureTable(figures),
    ...failures.map((failure) => `NOT MEASURED: ${failure}`),
    '',
    ...Object.entries(configuration).map(([name, value]) => `  ${name}: ${value}`),
    ...notes.map((line) => `  ${line}`),
  ].join('\n');
}

/** A table of figures, for people. */
export function figureTable(figures: readonly Figure[]): string {
  const value = (pick: (summary: ReturnType<typeof summaryOf>) => number) => (figure: Figure) =>
    numberText(pick(summaryOf(figure))).padStart(9);
  return formatTable(
    figures,
    [
      { title: '', cell: ({ name }) => plain(name) },
      { title: '   median', cell: value(({ median }) => median) },
      { title: '    worst', cell: value(({ worst }) => worst) },
      { title: '     best', cell: value(({ best }) => best) },
      { title: 'unit', cell: ({ unit }) => plain(unit) },
      { title: 'bound', cell: ({ bound }) => boundText(bound) },
      { title: '', cell: verdict },
    ],
    createPaint(false),
  );
}

/** `ok` or `short`; nothing without a bound. */
export function verdict(figure: Figure): string {
  const held = holds(figure);
  if (held === undefined) return '';
  return held ? 'ok' : 'short';
}

export function boundText(bound: Figure['bound']): string {
  if (bound === undefined) return '';
  return 'atLeast' in bound ? `≥ ${numberText(bound.atLeast)}` : `≤ ${numberText(bound.atMost)}`;
}

/** A figure beside its bound: `p50: 4.2 ms, the bound is ≤ 2.5`. */
export function standingText(figure: Figure): string {
  const { name, unit, bound } = figure;
  return `${name}: ${besideBound(figure)} ${unit}, the bound is ${boundText(bound)}`;
}

/** The median, with all its digits where it would look like the bound that it is short of. */
export function besideBound(figure: Figure): string {
  const { median } = summaryOf(figure);
  const text = numberText(median);
  return holds(figure) === false && boundText(figure.bound).endsWith(` ${text}`) ? String(median) : text;
}

/** Three significant digits, or all of a whole part with spaces between thousands. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size < 100) return value === 0 ? '0' : Number(value.toPrecision(3)).toString();
  return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
}
