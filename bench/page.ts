import type { Figure } from './claim.ts';
import { holds, summaryOf } from './figures.ts';
import type { RecordedClaim } from './recorded.ts';
import { boundText, numberText, verdict } from './report.ts';

/** Claims in the order of the page; others follow. */
const order = [
  'three-steps',
  'http-steps',
  'pure-steps',
  'one-at-a-time',
  'events',
  'waiting',
  'match-cost',
  'unmatched',
  'fan-out',
  'history-length',
  'workers',
  'recovery',
  'soak',
  'cli-start',
  'install-size',
  'jq',
];

/**
 * The text of docs/performance.md.
 * @param log what was changed for speed, written by hand
 */
export function performancePage(claims: readonly RecordedClaim[], log: string): string {
  const sorted = [...claims].sort((one, other) => placeOf(one) - placeOf(other));
  return `${[
    '# Performance',
    'Written by `npm run bench -- all --peers --write`. Every number is measured; nothing here is edited by hand but the log at the end, which is `bench/log.md`.',
    introduction,
    ...machines(sorted),
    '## In short',
    standing(sorted),
    ...sorted.flatMap(section),
    log.trim(),
  ].join('\n\n')}\n`;
}

const introduction = `    npm run bench -- three-steps             # one claim; bench/claims has one file for each
    npm run bench -- three-steps --peers     # beside the rivals, which are installed into bench/peers
    npm run bench -- three-steps --only 'eventctl redis' --profile DIR    # where the time goes
    npm run bench -- all --peers --write     # everything, and this page
    npm run bench -- --compare               # what has become more than 20 % worse since

Each figure is the median of several rounds, beside the worst and the best. The systems of a claim take turns in every
round, each round begins with another one, and all share the machine with their clients and stores: trust the ratios.
Durable means on disk: Redis with \`appendfsync always\`, sqlite with \`synchronous FULL\`, PostgreSQL with \`fsync\`, unless
a table says otherwise. One worker process, unless a table says otherwise.`;

function machines(claims: readonly RecordedClaim[]): readonly string[] {
  const texts = claims.map(({ machine, date }) => {
    const { cpu, cores, platform, node } = machine;
    return `${cpu}, ${cores} cores, ${platform}; Node.js ${node}; ${date}`;
  });
  return [...new Set(texts)].map((text) => `Measured on: ${text}.`);
}

/** What holds and what does not, before all tables. */
function standing(claims: readonly RecordedClaim[]): string {
  const bounded = claims.flatMap(({ name, figures }) =>
    figures.filter(({ bound }) => bound !== undefined).map((figure) => ({ name, figure })),
  );
  const short = bounded.filter(({ figure }) => holds(figure) === false);
  if (bounded.length === 0) return 'Nothing is recorded yet.';
  const met = `${bounded.length - short.length} of ${bounded.length} bounds are met.`;
  if (short.length === 0) return met;
  const lines = short.map(
    ({ name, figure }) =>
      `- ${name}: ${figure.name} is ${amount(figure)}, the bound ${boundText(figure.bound)}`,
  );
  return `${met} Short of theirs are, with the causes in the log:\n\n${lines.join('\n')}`;
}

function section({ name, title, figures, configuration, notes }: RecordedClaim): readonly string[] {
  const settings = Object.entries(configuration).map(([what, value]) => `- ${what}: ${value}`);
  return [
    `## ${title.replace(/\.$/, '')}`,
    table(figures),
    settings.join('\n'),
    ...(notes.length === 0 ? [] : [notes.join(' ')]),
    `    npm run bench -- ${name}`,
  ].filter((part) => part !== '');
}

function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { median, worst, best } = summaryOf(figure);
    const numbers = [median, worst, best].map(numberText);
    const { name, unit, bound, foreign } = figure;
    return [foreign ? `*${name}*` : name, ...numbers, unit, boundText(bound), verdict(figure)];
  });
  const lines = [
    ['', 'median', 'worst', 'best', 'unit', 'bound', ''],
    ['---', '--:', '--:', '--:', '---', '---', '---'],
    ...rows,
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function amount(figure: Figure): string {
  return `${numberText(summaryOf(figure).median)} ${figure.unit}`;
}

function placeOf({ name }: RecordedClaim): number {
  const place = order.indexOf(name);
  return place < 0 ? order.length : place;
}
