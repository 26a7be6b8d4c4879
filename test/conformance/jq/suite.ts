import { folder, isThere, readCases } from './cases.ts';
import { type Compile, judge } from './judge.ts';
import { refused } from './refused.ts';

interface Count {
  passed: number;
  refused: number;
  failed: number;
}

/**
 * Runs jq's own suite and tells how it went: a line for each case that does not pass, the counts of each file, and of
 * all. True when exactly those cases do not pass that are refused by name.
 */
export function runSuite(compile: Compile, tell: (line: string) => void): boolean {
  if (!isThere) {
    tell(`the suite is not in ${folder}; set EVENTCTL_CONFORMANCE`);
    return process.env['CI'] === undefined;
  }
  const files = new Map<string, Count>();
  const words = { same: 0, all: 0 };
  const left = new Map(Object.entries(refused));
  for (const one of readCases()) {
    const { file, line, program } = one;
    const count = files.get(file) ?? { passed: 0, refused: 0, failed: 0 };
    files.set(file, count);
    const { failure, sameWords } = judge(one, compile);
    if (sameWords !== undefined) words.all++;
    if (sameWords === true) words.same++;
    const reason = refused[`${file} ${program}`];
    left.delete(`${file} ${program}`);
    if (reason === undefined && failure === undefined) count.passed++;
    else if (reason !== undefined && failure !== undefined) {
      count.refused++;
      tell(`refused  ${file}:${line} ${program}\n         ${reason}`);
    } else {
      count.failed++;
      tell(
        `FAIL     ${file}:${line} ${program}\n         ${failure ?? 'passes, and is on the list of the refused'}`,
      );
    }
  }
  for (const name of left.keys())
    tell(`FAIL     no such case, and it is on the list of the refused: ${name}`);
  const total = { passed: 0, refused: 0, failed: left.size };
  tell('');
  for (const [file, count] of files) {
    tell(formatCount(file, count));
    for (const kind of ['passed', 'refused', 'failed'] as const) total[kind] += count[kind];
  }
  tell(formatCount('total', total));
  tell(`${words.same} of ${words.all} programs that must not compile are refused in jq's own words`);
  return total.failed === 0;
}

function formatCount(name: string, { passed, refused, failed }: Count): string {
  return `${name.padEnd(13)} ${passed} passed, ${refused} refused, ${failed} failed`;
}
