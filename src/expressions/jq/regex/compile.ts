import type { Run } from '../run.ts';
import { emit } from './emit.ts';
import { type Flags, Parser } from './parser.ts';
import type { Program } from './program.ts';

/** Programs kept for each set of flags. A filter's own patterns are few; patterns made from data drive out the oldest. */
const MAX_KEPT = 100;

/** Programs longer than this are compiled again each time, so that those kept stay small together. */
const MAX_KEPT_LENGTH = 8_000;

/** A program, and what it takes to compile it. */
interface Compiled {
  readonly program: Program;
  readonly steps: number;
}

/** Programs by flags and pattern. */
class Shelf {
  readonly #programs = new Map<string, Map<string, Compiled>>();

  find(flags: string, pattern: string): Compiled | undefined {
    return this.#programs.get(flags)?.get(pattern);
  }

  keep(flags: string, pattern: string, compiled: Compiled): void {
    if (compiled.program.code.length > MAX_KEPT_LENGTH) return;
    const programs = this.#programs.get(flags) ?? new Map<string, Compiled>();
    this.#programs.set(flags, programs);
    const [oldest] = programs.keys();
    if (programs.size >= MAX_KEPT && oldest !== undefined) programs.delete(oldest);
    programs.set(pattern, compiled);
  }
}

/** What the process has compiled. */
const known = new Shelf();

/** What each evaluation has paid for: it pays for the first use of a pattern, no matter who compiled it. */
const paid = new WeakMap<Run, Shelf>();

/**
 * Compiles a pattern, or finds it compiled.
 * @throws RegexSyntaxError
 * @throws RegexRefusal
 * @throws ExpressionError when it is too large
 */
export function compileRegex(pattern: string, flags: Flags, run: Run): Program {
  const key = `${flags.fold}${flags.extended}${flags.dotAll}`;
  const shelf = paid.get(run) ?? new Shelf();
  const used = shelf.find(key, pattern);
  if (used !== undefined) return used.program;
  paid.set(run, shelf);
  let compiled = known.find(key, pattern);
  if (compiled === undefined) {
    const { made, steps } = run.apart((apart) => compileNew(pattern, flags, apart));
    compiled = { program: made, steps };
    known.keep(key, pattern, compiled);
  } else run.spend(compiled.steps);
  shelf.keep(key, pattern, compiled);
  return compiled.program;
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
