import { describe, expect, it, vi } from 'vitest';
import type { Json } from '../../../json/json.ts';
import { ExpressionError } from '../../expression.ts';
import { compileFilter } from '../compile.ts';
import { defaultLimits } from '../limits.ts';
import { failure, outputs, scope } from '../testbed.ts';

const steps = /takes more than \d+ steps/;

describe('a pattern that goes back without end', () => {
  it.each([
    ['(a+)+$', `${'a'.repeat(30_000)}b`],
    ['(a|a)*b', 'a'.repeat(30_000)],
    ['(a*)*b', 'a'.repeat(30_000)],
    ['(a|aa)+$', `${'a'.repeat(30_000)}b`],
    ['(x+x+)+y', 'x'.repeat(30_000)],
    ['(.*)(.*)(.*)(.*)(.*)x', 'a'.repeat(5_000)],
    ['((((a+)+)+)+)+b', 'a'.repeat(30_000)],
    ['(?>a+)+b', 'a'.repeat(30_000)],
    ['(a?|b)*?c', 'ab'.repeat(15_000)],
    ['(?:a(?=a)|a)*b', 'a'.repeat(30_000)],
  ])('matches %s in linear time', (pattern, text) => {
    expect(outputs(`test("${pattern}")`, text)).toEqual([false]);
  });

  it.each([
    ['(a*)*\\1b', 'a'.repeat(30)],
    ['(.+)+\\1y', 'a'.repeat(60)],
    ['(?=(a+)+$)', `${'a'.repeat(40)}c`],
    ['(?:a(?=.*c)|a)*b', 'a'.repeat(20_000)],
    ['(?:a?){1000}a{1000}', 'a'.repeat(1_000)],
    ['((?:){100000}){100000}', ''],
    ['.*.*.*=.*', 'a'.repeat(4_000_000)],
  ])('stops %s, where time is not linear or the text too long', (pattern, text) => {
    expect(failure(`test("${pattern.replaceAll('\\', '\\\\')}")`, text)).toMatch(steps);
  });

  it('stops after too many matches', () => {
    expect(failure('[match("a"; "g")]', 'a'.repeat(2_000_000))).toMatch(steps);
  });

  it('stops when there is too much to go back to', () => {
    expect(failure('test("(a|b)*c")', 'a'.repeat(4_000_000))).toBe('Regex failure: match-stack limit over');
  });

  it('cannot be caught', () => {
    expect(failure('try test("(a*)*\\\\1b") catch "caught"', 'a'.repeat(30))).toMatch(steps);
    expect(failure('sub("(a*)*\\\\1b"; "")', 'a'.repeat(30))).toMatch(steps);
  });
});

describe('a pattern that grows', () => {
  it.each(['((a{0,100}){0,100}){0,100}', '(?:(?:(?:ab){100}){100}){100}', '(?:ab){100000}'])(
    'refuses %s',
    (pattern) => {
      expect(failure(`test("${pattern}")`, 'a')).toContain('the repetitions of the pattern make it too long');
    },
  );

  it('takes many repetitions of one character', () => {
    expect(outputs('test("^a{50000}$"), test("^a{50001}")', 'a'.repeat(50_000))).toEqual([true, false]);
  });

  it('refuses groups that nest too deeply', () => {
    expect(failure('test("(" * 400 + ")" * 400)', 'a')).toBe('Regex failure: parse depth limit over');
  });

  it('may ask for the properties of all characters', () => {
    const text = Array.from({ length: 0xd700 }, (_, index) => String.fromCharCode(index)).join('');
    const known = text.match(/\p{Lu}/gu)?.length ?? 0;
    expect(outputs('[match("\\\\p{Lu}"; "g")] | length', text)).toEqual([known]);
  });
});

describe('what the process keeps', () => {
  /** The least steps that a filter takes once everything is compiled. */
  function stepsOf(filter: string): number {
    for (let steps = 1; ; steps++) {
      try {
        compileFilter(filter, [], { ...defaultLimits, steps }).first(null, scope);
        return steps;
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
      }
    }
  }

  async function inNewProcess(filter: string, steps: number): Promise<Json | undefined> {
    vi.resetModules();
    const fresh = await import('../compile.ts');
    return fresh.compileFilter(filter, [], { ...defaultLimits, steps }).first(null, scope);
  }

  it.each([
    ['"Ωmega δ" | test("(?<word>\\\\p{Greek}+)\\\\w* \\\\p{Ll}")', true],
    ['try ("Ж" | test("[[:punct:]")) catch "wrong"', 'wrong'],
    ['"Straxe" | test("stra[^a]E\\\\b"; "i")', true],
  ])('makes no evaluation cheaper: %s', async (filter, expected) => {
    const warm = stepsOf(filter);
    expect(await inNewProcess(filter, warm)).toBe(expected);
    await expect(inNewProcess(filter, warm - 1)).rejects.toThrow(steps);
  });
});
