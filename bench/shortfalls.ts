import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why claims are short of their bounds, by their names, as it is written by hand in `bench/shortfalls.md`. */
export type Shortfalls = ReadonlyMap<string, string>;

export function readShortfalls(): Shortfalls {
  return shortfallsOf(readFileSync(join(process.cwd(), 'bench', 'shortfalls.md'), 'utf8'));
}

/** What stands below each `## name of a claim`. What stands before the first of them is for who writes the file. */
export function shortfallsOf(text: string): Shortfalls {
  const [, ...sections] = text.split(/^## /m);
  return new Map(
    sections.map((section) => {
      const [name = '', ...lines] = section.split('\n');
      return [name.trim(), lines.join('\n').trim()] as const;
    }),
  );
}
