import { isObject, type Json } from '../json/json.ts';
import type { HistoryEntry } from '../machine/index.ts';
import type { Problem } from '../problem/problem.ts';

/** Shorter secrets are left alone: they would blot out ordinary text. */
const shortestSecret = 4;

const mark = '***';

/** Takes the values of secrets out of what is written down or shown: logs and errors. */
export interface Redactor {
  history(entries: readonly HistoryEntry[]): readonly HistoryEntry[];
  problem(problem: Problem): Problem;
}

/**
 * Redacts by value: every text inside a secret, as it is and as it stands in a URL, wherever it occurs. A secret that
 * an expression has changed is not recognised.
 */
export function createRedactor(secrets: Readonly<Record<string, Json>>): Redactor {
  const values = [...new Set(Object.values(secrets).flatMap(texts).flatMap(spellings))].sort(
    (one, other) => other.length - one.length,
  );
  const text = (original: string): string =>
    values.reduce((redacted, value) => redacted.replaceAll(value, mark), original);
  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return (value as readonly Json[]).map(json);
    return isObject(value) ? members(value) : value;
  };
  const members = <Value extends Json>(value: { readonly [key: string]: Value }): Record<string, Json> =>
    Object.fromEntries(Object.entries(value).map(([name, member]) => [text(name), json(member)]));
  if (values.length === 0) return { history: (entries) => entries, problem: (problem) => problem };
  return {
    history: (entries) =>
      entries.map((entry) =>
        entry.detail === undefined ? entry : { ...entry, detail: members(entry.detail) },
      ),
    problem: (problem) => ({ ...members(problem), type: text(problem.type), status: problem.status }),
  };
}

function texts(secret: Json): string[] {
  if (Array.isArray(secret)) return (secret as readonly Json[]).flatMap(texts);
  if (isObject(secret)) return Object.values(secret).flatMap(texts);
  return typeof secret === 'string' || typeof secret === 'number' ? [String(secret)] : [];
}

function spellings(text: string): string[] {
  return text.length < shortestSecret ? [] : [text, encodeURIComponent(text)];
}
