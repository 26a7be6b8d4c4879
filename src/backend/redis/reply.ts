/**
 * What scripts answer, checked. Anything else means that the rows were written by something that is not eventctl,
 * or damaged; that is an error of the store, not of the caller.
 */
export function number(reply: unknown): number {
  const value = typeof reply === 'string' && reply !== '' ? Number(reply) : reply;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw unexpected('a number', reply);
}

export function text(reply: unknown): string {
  if (typeof reply === 'string') return reply;
  throw unexpected('a text', reply);
}

export function texts(reply: unknown): string[] {
  return list(reply).map(text);
}

export function list(reply: unknown): unknown[] {
  if (Array.isArray(reply)) return reply;
  throw unexpected('a list', reply);
}

/** One of the given words. */
export function word<const Word extends string>(reply: unknown, words: readonly Word[]): Word {
  const found = words.find((candidate) => candidate === reply);
  if (found === undefined) throw unexpected(words.join(' or '), reply);
  return found;
}

function unexpected(expected: string, reply: unknown): Error {
  return new Error(`The store answered ${JSON.stringify(reply)} where ${expected} was expected`);
}
