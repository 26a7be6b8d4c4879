import type { Duration } from './duration.ts';

const units: readonly (readonly [name: string, milliseconds: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
];

/**
 * A duration, or a number of milliseconds, for people: the largest unit and the one below it, rounded down, as in
 * `1h 5m`, `2d`, `12.5s`, `340ms`, `1y 2mo`. For logs and tables; it cannot be read back.
 */
export function formatDuration(duration: Duration | number): string {
  const months = typeof duration === 'number' ? 0 : duration.months;
  const milliseconds = typeof duration === 'number' ? Math.max(0, duration) : duration.milliseconds;
  const calendar = join([Math.floor(months / 12), 'y'], [months % 12, 'mo']);
  if (months === 0) return formatExact(milliseconds);
  return milliseconds === 0 ? calendar : `${calendar} ${formatExact(milliseconds)}`;
}

function formatExact(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.floor(milliseconds)}ms`;
  if (milliseconds < 60_000) return `${Math.floor(milliseconds / 100) / 10}s`;
  const index = units.findIndex(([, size]) => milliseconds >= size);
  const [name, size] = units[index] ?? ['s', 1000];
  const below = units[index + 1];
  const rest = milliseconds % size;
  if (below === undefined) return `${Math.floor(milliseconds / size)}${name}`;
  return join([Math.floor(milliseconds / size), name], [Math.floor(rest / below[1]), below[0]]);
}

/** The counts that are not zero, each with its unit. */
function join(...counts: readonly (readonly [count: number, unit: string])[]): string {
  return counts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(' ');
}
