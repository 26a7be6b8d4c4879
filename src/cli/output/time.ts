/** Epoch milliseconds as ISO 8601 in UTC, the same on every machine. */
export function formatTime(time: number): string {
  return new Date(time).toISOString();
}
