/**
 * Waits for something, but not for ever: true when it has ended within so many milliseconds of real time. What comes later
 * is nobody's any more, also when it is a failure. @throws what it fails with in time.
 */
export async function endsWithin(awaited: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  try {
    return await Promise.race([awaited.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
