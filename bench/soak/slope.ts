/** Something measured at a time. */
export interface Point {
  /** Seconds. */
  readonly at: number;
  readonly value: number;
}

/**
 * How much a value grows in an hour, as the line of the least squares through the last two thirds of the time tells: in
 * the first third caches fill and the load finds its level.
 */
export function growthPerHour(points: readonly Point[]): number {
  const last = points.at(-1)?.at ?? 0;
  const counted = points.filter(({ at }) => at >= last / 3);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [at, value] = [mean(counted.map((point) => point.at)), mean(counted.map((point) => point.value))];
  const spread = counted.reduce((sum, point) => sum + (point.at - at) ** 2, 0);
  const shared = counted.reduce((sum, point) => sum + (point.at - at) * (point.value - value), 0);
  return spread === 0 ? 0 : (shared / spread) * 3600;
}
