import type { Driver } from './driver.ts';
import { runOf, type StepsRequest } from './protocol.ts';

/** Workflows that are run first; their rate says how many are run for a while then. */
const first = 500;

/** Seconds of work that a system has behind it when it is measured, about. */
const working = 4;

/**
 * Lets a system work for some seconds, and returns how many workflows a second it does then. What is measured is a
 * process that has run for long: much of a young one is still interpreted, at three times the cost and more.
 */
export async function warmUp(driver: Driver, request: Omit<StepsRequest, 'do' | 'count'>): Promise<number> {
  const rateOf = async (count: number): Promise<number> => {
    const { seconds } = runOf(await driver.ask({ do: 'steps', ...request, count }));
    return count / seconds;
  };
  return rateOf(Math.max(first, Math.round((await rateOf(first)) * working)));
}
