import type { Json } from '../json/json.ts';
import { createRedactor as createTextRedactor } from '../json/redactor.ts';
import type { HistoryEntry } from '../machine/index.ts';
import type { Problem } from '../problem/problem.ts';

/** Takes the values of secrets out of what is written down or shown: logs and errors. */
export interface Redactor {
  history(entries: readonly HistoryEntry[]): readonly HistoryEntry[];
  problem(problem: Problem): Problem;
}

/** Redacts by value; see `json/redactor.ts` for what is recognised. */
export function createRedactor(secrets: Readonly<Record<string, Json>>): Redactor {
  const { members, text } = createTextRedactor(secrets);
  return {
    history: (entries) =>
      entries.map((entry) =>
        entry.detail === undefined ? entry : { ...entry, detail: members(entry.detail) },
      ),
    problem: (problem) => ({ ...members(problem), type: text(problem.type), status: problem.status }),
  };
}
