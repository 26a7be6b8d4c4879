import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readScenarios } from './feature.ts';
import { perform } from './steps.ts';

/** Told to the reporter of `npm run conformance` through the test's metadata. */
declare module 'vitest' {
  interface TaskMeta {
    scenario?: { readonly name: string; readonly file: string; readonly failure?: string };
  }
}

const folder = resolve(
  process.env['EVENTCTL_CONFORMANCE'] ?? '../shared/conformance',
  'open-workflow/ctk/features',
);
const isThere = existsSync(folder);

describe('the public conformance kit', () => {
  it.skipIf(isThere || process.env['CI'] === undefined)('is there', () => {
    expect.fail(`no feature files in ${folder}; set EVENTCTL_CONFORMANCE`);
  });

  if (!isThere) {
    it.skip(`is skipped: no feature files in ${folder}; set EVENTCTL_CONFORMANCE`, () => {});
    return;
  }

  const scenarios = readScenarios(folder);

  it('has 21 scenarios', () => {
    expect(scenarios).toHaveLength(21);
  });

  for (const scenario of scenarios) {
    it(`${scenario.file}: ${scenario.name}`, async ({ task }) => {
      const failure = await perform(scenario).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      const { name, file } = scenario;
      task.meta.scenario = { name, file, ...(failure === undefined ? {} : { failure }) };
      expect(failure).toBeUndefined();
    });
  }
});
