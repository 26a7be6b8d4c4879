import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/expressions/jq/index.ts';
import { isThere } from './cases.ts';
import type { Compile } from './judge.ts';
import { runSuite } from './suite.ts';

function run(candidate: Compile) {
  const lines: string[] = [];
  const passed = runSuite(candidate, (line) => lines.push(line));
  return { passed, lines };
}

describe.skipIf(!isThere)('runSuite', () => {
  it('passes when exactly the refused cases fail, each with its reason', () => {
    const { passed, lines } = run((program) => compile(program));
    expect(lines.filter((line) => line.startsWith('FAIL'))).toEqual([]);
    expect(passed).toBe(true);
    expect(lines).toContainEqual(expect.stringMatching(/^refused {2}jq\.test:\d+ modulemeta\n +\S/));
    expect(lines).toContainEqual(expect.stringMatching(/^total +\d+ passed, \d+ refused, 0 failed$/));
  });

  it('fails when a case does', () => {
    const { passed, lines } = run((program) => compile(program === '.[]' ? 'empty' : program));
    expect(passed).toBe(false);
    expect(lines).toContainEqual(
      expect.stringMatching(/^FAIL {5}jq\.test:\d+ \.\[\]\n +gives \[\]; expected/),
    );
  });

  it('fails when a refused case passes', () => {
    const { passed, lines } = run((program) => compile(program === 'debug' ? '.' : program));
    expect(passed).toBe(false);
    expect(lines.join('\n')).toContain('on the list of the refused');
  });
});
