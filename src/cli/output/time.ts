/** Epoch milliseconds as ISO 8601 in UTC, the same on every machine. */
export function formatTime(time: number): string {
  return new Date(time).toISOString();
}

/** A span of time in the one or two units that matter: `850ms`, `12.4s`, `3m 5s`, `2h 10m`, `4d 6h`. */
export function formatSpan(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)}ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${Math.floor(seconds * 10) / 10}s`;
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
    ['s', 1],
  ] as const;
  const first = units.findIndex(([, size]) => seconds >= size);
  let rest = Math.floor(seconds);
  const parts = units.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.filter((part) => part !== '').join(' ');
}
