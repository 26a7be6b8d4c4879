import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readScenarios } from './feature.ts';
import { testScenarios } from './scenario-test.ts';

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

  testScenarios('kit', scenarios);
});
