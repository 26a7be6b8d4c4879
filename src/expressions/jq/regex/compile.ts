import type { Run } from '../run.ts';
import { emit } from './emit.ts';
import { type Flags, Parser } from './parser.ts';
import type { Program } from './program.ts';

/** Programs kept for each set of flags. A filter's own patterns are few; patterns made from data drive out the oldest. */
const MAX_KEPT = 100;

/** Programs longer than this are compiled again each time, so that those kept stay small together. */
const MAX_KEPT_LENGTH = 8_000;

const kept = new Map<string, Map<string, Program>>();

/**
 * Compiles a pattern, or finds it compiled.
 * @throws RegexSyntaxError
 * @throws RegexRefusal
 * @throws ExpressionError when it is too large
 */
export function compileRegex(pattern: string, flags: Flags, run: Run): Program {
  const key = `${flags.fold}${flags.extended}${flags.dotAll}`;
  let programs = kept.get(key);
  if (programs === undefined) {
    programs = new Map();
    kept.set(key, programs);
  }
  const known = programs.get(pattern);
  if (known !== undefined) return known;
  const program = compileNew(pattern, flags, run);
  if (program.code.length > MAX_KEPT_LENGTH) return program;
  const [oldest] = programs.keys();
  if (programs.size >= MAX_KEPT && oldest !== undefined) programs.delete(oldest);
  programs.set(pattern, program);
  return program;
}

function compileNew(pattern: string, flags: Flags, run: Run): Program {
  run.spend(10 + pattern.length);
  const parser = new Parser(pattern, flags, run);
  const tree = parser.parse();
  const names: (string | null)[] = Array.from({ length: parser.groups.count }, () => null);
  for (const [name, groups] of parser.groups.names) {
    for (const group of groups) names[group - 1] = name;
  }
  return emit(tree, names, parser.groups.highest > 0, run);
}
