/**
 * Asks one question at a time for any number of callers. Each caller's answer was asked for after the caller came, so
 * it is never older than the call:
 *
 *   idle ─ask─► asking ─ask─► asking, one more to come ─answer─► asking
 *
 * It makes "has anything changed?" on every turn and every event cost little.
 */
export function askTogether<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let running: Promise<Answer> | undefined;
  let next: Promise<Answer> | undefined;

  const start = (): Promise<Answer> => {
    const answer = ask().finally(() => {
      if (running === answer) running = undefined;
    });
    running = answer;
    return answer;
  };

  return () => {
    if (running === undefined) return start();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
}
