import { type Jq, loadJq } from 'jq-wasm';
import { dump } from '../../src/expressions/jq/dump.ts';
import type { Json } from '../../src/json/json.ts';

/** A filter and what it is run on. */
export interface Pair {
  readonly filter: string;
  readonly input: Json;
}

/** What came of it: the JSON texts of its outputs, and of the error it ended with. */
export interface Result {
  readonly outputs: readonly string[];
  readonly error: string | undefined;
}

/** `refused`: it does not compile. `crashed`: jq itself did not survive it. */
export type Outcome = Result | 'refused' | 'crashed';

/** Outputs of one pair that are looked at. */
export const MOST_OUTPUTS = 200;

/** The real jq. Loading it again is the cure after a crash. */
export class Reference {
  #jq: Jq | undefined;

  /** Runs many pairs as few programs: a call of jq costs more than most filters. */
  async run(pairs: readonly Pair[]): Promise<Outcome[]> {
    const program = pairs.map(({ filter }, index) => `(.[${index}] | [${caught(filter)}])`).join(', ');
    const lines = await this.#lines(`[${pairs.map((pair) => dump(pair.input)).join(',')}]`, program);
    if (Array.isArray(lines) && lines.length === pairs.length) return lines.map(result);
    const failure = lines === 'refused' ? 'refused' : 'crashed';
    if (pairs.length === 1) return [failure];
    const middle = pairs.length >> 1;
    return [...(await this.run(pairs.slice(0, middle))), ...(await this.run(pairs.slice(middle)))];
  }

  /** Whether a filter compiles. */
  async compiles(filter: string): Promise<boolean> {
    return (await this.#lines('', filter)) !== 'refused';
  }

  /** All builtins, as `name/arity`. */
  async builtins(): Promise<string[]> {
    const lines = await this.#lines('null', 'builtins[]');
    return Array.isArray(lines) ? lines.map((line) => String(JSON.parse(line))) : [];
  }

  async #lines(input: string, program: string): Promise<string[] | 'refused' | 'crashed'> {
    this.#jq ??= await loadJq();
    try {
      const { stdout, exitCode } = this.#jq.raw(input, program, ['-c']);
      if (exitCode === 3) return 'refused';
      return stdout.split('\n').filter((line) => line !== '');
    } catch {
      this.#jq = undefined;
      return 'crashed';
    }
  }
}

function caught(filter: string): string {
  return `limit(${MOST_OUTPUTS}; try (${filter} | tojson) catch [tojson])`;
}

function result(line: string): Result {
  const items: (string | [string])[] = JSON.parse(line);
  const last = items.at(-1);
  return {
    outputs: items.filter((item) => typeof item === 'string'),
    error: Array.isArray(last) ? last[0] : undefined,
  };
}
