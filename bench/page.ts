import type { Figure } from './claim.ts';
import { holds, summaryOf, times } from './figures.ts';
import { inOrder, order } from './order.ts';
import type { RecordedClaim } from './recorded.ts';
import { besideBound, boundText, numberText, standingText, verdict } from './report.ts';
import { minutesText } from './session.ts';
import type { Shortfalls } from './shortfalls.ts';
import { rivals as rivalNames } from './systems.ts';

/** As ratios name those they are of. */
const rivals = [...rivalNames, 'best rival'];

/**
 * The text of docs/performance.md.
 * @param shortfalls why claims are short of their bounds, written by hand
 * @param log what was changed for speed, written by hand
 */
export function performancePage(
  claims: readonly RecordedClaim[],
  shortfalls: Shortfalls,
  log: string,
): string {
  const sorted = inOrder(claims);
  return `${[
    '# Performance',
    'Written by `npm run bench -- all --peers --write`. Every number in a table is measured; only the causes of what is short (`bench/shortfalls.md`) and the log at the end (`bench/log.md`) are written by hand.',
    introduction,
    ...machines(sorted),
    '## In short',
    standing(sorted),
    ...besideRivals(sorted),
    ...falling(sorted, shortfalls),
    ...missing(sorted),
    ...sorted.flatMap(section),
    log.trim(),
  ].join('\n\n')}\n`;
}

const introduction = `    npm run bench -- three-steps             # one claim; bench/claims has one file for each
    npm run bench -- three-steps --peers     # beside the rivals, which are installed into bench/peers
    npm run bench -- three-steps --only 'eventctl redis' --profile DIR    # where the time goes
    npm run bench -- all --peers --write     # everything but the soaks, and this page
    npm run bench -- soak --minutes 30 --write
    npm run bench -- --compare               # all of it again: what has become more than 20 % worse since

Each figure is the median of several rounds, beside the worst and the best; one without these two was measured once. The systems of a claim take turns in every
round, each round begins with another one, and all share the machine with their clients and stores: trust the ratios.
A ratio is that of each round, and its figure the median of these. *Italics*: not eventctl, but a rival, or a ceiling
without an engine. The last two columns are what was promised, and whether the median keeps it.
Durable means on disk: Redis with \`appendfsync always\` (and \`auto-aof-rewrite-min-size 1gb\`), sqlite with \`synchronous FULL\`, PostgreSQL with \`fsync\`, unless
a table says otherwise. One worker process, unless a table says otherwise.`;

function machines(claims: readonly RecordedClaim[]): readonly string[] {
  const texts = claims.map(({ machine, date }) => {
    const { cpu, cores, memory, platform, kernel, node } = machine;
    const more = [memory, kernel].filter((part) => part !== undefined);
    return [`${cpu}`, `${cores} cores`, platform, ...more, `Node.js ${node}`, date].join(', ');
  });
  return [...new Set(texts)].map((text) => `Measured on: ${text}.`);
}

/** How many bounds are kept, before all tables. */
function standing(claims: readonly RecordedClaim[]): string {
  const bounded = claims.flatMap(({ figures }) => figures.filter(({ bound }) => bound !== undefined));
  if (bounded.length === 0) return 'Nothing is recorded yet.';
  const short = bounded.filter((figure) => holds(figure) === false);
  return `${bounded.length - short.length} of ${bounded.length} bounds are met.`;
}

/** What eventctl does in terms of rivals: the ratios of all claims, whatever they say. */
function besideRivals(claims: readonly RecordedClaim[]): readonly string[] {
  const rows = claims.flatMap(({ name, figures }) =>
    figures
      .filter((figure) => figure.unit === times && rivals.some((rival) => figure.name.includes(`÷ ${rival}`)))
      .map((figure) => {
        const { median } = summaryOf(figure);
        const ahead = figure.better === 'higher' ? median > 1 : median < 1;
        const good = figure.better === 'higher' ? 'more is better' : 'less is better';
        return [`\`${name}\``, figure.name, numberText(median), good, ahead ? 'ahead' : 'behind'];
      }),
  );
  return rows.length === 0 ? [] : ['### Beside the rivals', rowsOf(['claim', '', '×', '', ''], rows)];
}

/** What is short of its bound, with the cause beside it. */
function falling(claims: readonly RecordedClaim[], shortfalls: Shortfalls): readonly string[] {
  const parts = claims.flatMap(({ name, figures }) => {
    const short = figures.filter((figure) => holds(figure) === false);
    if (short.length === 0) return [];
    const lines = short.map((figure) => `- ${standingText(figure)}`);
    return [`**${name}**`, lines.join('\n'), shortfalls.get(name) ?? 'The cause is not written down yet.'];
  });
  return parts.length === 0 ? [] : ['### Where it falls short, and why', ...parts];
}

/** What the tables do not have: it must not look as if it were well. */
function missing(claims: readonly RecordedClaim[]): readonly string[] {
  const recorded = claims.map(({ name }) => name);
  const lines = [
    ...order.filter((name) => !recorded.includes(name)).map((name) => `- ${name}`),
    ...claims.flatMap(({ name, failures }) => failures.map((failure) => `- ${name}: ${failure}`)),
  ];
  return lines.length === 0 || claims.length === 0 ? [] : ['### Not measured', lines.join('\n')];
}

function section(claim: RecordedClaim): readonly string[] {
  const { name, title, figures, configuration, notes, failures, seconds, quick } = claim;
  const settings = Object.entries(configuration).map(([what, value]) => `- ${what}: ${value}`);
  return [
    `## ${title.replace(/\.$/, '')}`,
    quick
      ? '**A quick run: a tenth of the work, which only shows that it runs. Trust no figure of it.**'
      : '',
    table(figures),
    failures.map((failure) => `**Not measured:** ${failure}`).join('\n\n'),
    settings.join('\n'),
    notes.join(' '),
    `    npm run bench -- ${name}    # ${minutesText(seconds / 60)}`,
  ].filter((part) => part !== '');
}

function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { worst, best } = summaryOf(figure);
    const { name, unit, bound, foreign, rounds } = figure;
    const others = rounds.length > 1 ? [worst, best].map(numberText) : ['', ''];
    const cells = [besideBound(figure), ...others, unit, boundText(bound), verdict(figure)];
    return [foreign ? `*${name}*` : name, ...cells];
  });
  return rowsOf(['', 'median', 'worst', 'best', 'unit', 'bound', ''], rows);
}

const numeric = ['median', 'worst', 'best', times];

function rowsOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map((title) => (numeric.includes(title) ? '--:' : '---')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
