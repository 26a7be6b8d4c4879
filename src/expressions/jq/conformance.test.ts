import { describe, expect, it } from 'vitest';
import { folder, isThere, readCases } from '../../../test/conformance/jq/cases.ts';
import { judge } from '../../../test/conformance/jq/judge.ts';
import { refused } from '../../../test/conformance/jq/refused.ts';
import { compile } from './index.ts';

const failureOf = (one: Parameters<typeof judge>[0]) => judge(one, (program) => compile(program)).failure;

describe("jq's own suite", () => {
  it.skipIf(isThere || process.env['CI'] === undefined)('is there', () => {
    expect.fail(`no suite in ${folder}; set EVENTCTL_CONFORMANCE`);
  });

  if (!isThere) {
    it.skip(`is skipped: no suite in ${folder}; set EVENTCTL_CONFORMANCE`, () => {});
    return;
  }

  const cases = readCases();

  it('has every case that is refused', () => {
    const names = new Set(cases.map(({ file, program }) => `${file} ${program}`));
    expect(Object.keys(refused).filter((name) => !names.has(name))).toEqual([]);
  });

  for (const one of cases) {
    const reason = refused[`${one.file} ${one.program}`];
    const name = `${one.file}:${one.line} ${one.program}`;
    if (reason === undefined) it(name, () => expect(failureOf(one)).toBeUndefined());
    else it(`${name}: ${reason}`, () => expect(failureOf(one)).toBeDefined());
  }
});
