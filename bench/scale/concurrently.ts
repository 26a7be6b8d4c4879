/** Does something for 0, 1, 2… below `count`, so many at a time. */
export async function concurrently(
  count: number,
  atATime: number,
  work: (number: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let number = next++; number < count; number = next++) await work(number);
  };
  await Promise.all(Array.from({ length: Math.min(atATime, count) }, worker));
}
