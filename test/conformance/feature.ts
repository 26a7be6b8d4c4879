import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AstBuilder, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator } from '@cucumber/messages';

/** One scenario of the kit, as it stands in its file. */
export interface Scenario {
  readonly file: string;
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface Step {
  /** Without its keyword (`Given`, `And`…). */
  readonly text: string;
  readonly document?: string;
}

/** Every scenario of a folder of feature files, in file order. */
export function readScenarios(folder: string): readonly Scenario[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.feature'))
    .sort()
    .flatMap((file) => scenariosOf(file, readFileSync(join(folder, file), 'utf8')));
}

function scenariosOf(file: string, text: string): readonly Scenario[] {
  const parser = new Parser(new AstBuilder(IdGenerator.incrementing()), new GherkinClassicTokenMatcher());
  return (parser.parse(text).feature?.children ?? []).flatMap(({ scenario, background, rule }) => {
    if (background !== undefined || rule !== undefined) throw new Error(`${file}: only scenarios are read`);
    if (scenario === undefined) return [];
    if (scenario.examples.length > 0) throw new Error(`${file}: scenario outlines are not read`);
    const steps = scenario.steps.map((step) => ({
      text: step.text.trim(),
      ...(step.docString === undefined ? {} : { document: step.docString.content }),
    }));
    return [{ file, name: scenario.name, steps }];
  });
}
