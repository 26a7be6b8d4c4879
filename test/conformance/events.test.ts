import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readScenarios } from './feature.ts';
import { testScenarios } from './scenario-test.ts';

const scenarios = readScenarios(join(import.meta.dirname, 'features'));

describe('scenarios about events, in the language of the kit', () => {
  it('have names of their own, and speak of no runtime', () => {
    const names = scenarios.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(JSON.stringify(scenarios)).not.toMatch(/eventctl/i);
  });

  testScenarios('own', scenarios);
});
