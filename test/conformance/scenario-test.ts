import { expect, it } from 'vitest';
import type { Scenario } from './feature.ts';
import { perform } from './steps.ts';

/** Told to the reporter of `npm run conformance` through the test's metadata. */
declare module 'vitest' {
  interface TaskMeta {
    scenario?: {
      readonly part: ScenarioPart;
      readonly name: string;
      readonly file: string;
      readonly failure?: string;
    };
  }
}

/** The public kit, or the scenarios of this project. */
export type ScenarioPart = 'kit' | 'own';

/** One test for each scenario. */
export function testScenarios(part: ScenarioPart, scenarios: readonly Scenario[]): void {
  for (const scenario of scenarios) {
    it(`${scenario.file}: ${scenario.name}`, async ({ task }) => {
      const failure = await perform(scenario).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      const { name, file } = scenario;
      task.meta.scenario = { part, name, file, ...(failure === undefined ? {} : { failure }) };
      expect(failure).toBeUndefined();
    });
  }
}
