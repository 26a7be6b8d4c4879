import { equal, type Json, type JsonObject } from '../json/json.ts';
import { type Problem, sameType } from '../problem/problem.ts';

/**
 * `catch.errors.with`: every member given must be equal; `type` compares standard errors by kind, whichever published
 * URI family it is written in. No filter matches every error.
 */
export function compileErrorFilter(filter: JsonObject | undefined): (problem: Problem) => boolean {
  const members = Object.entries(filter ?? {});
  return (problem) => members.every(([member, expected]) => matchesMember(problem, member, expected));
}

function matchesMember(problem: Problem, member: string, expected: Json): boolean {
  const actual = Object.hasOwn(problem, member) ? problem[member] : undefined;
  if (actual === undefined) return false;
  if (member === 'type' && typeof expected === 'string') return sameType(problem.type, expected);
  return equal(actual, expected);
}
