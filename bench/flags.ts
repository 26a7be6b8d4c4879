import { parseArgs } from 'node:util';

export const usage = `Measures what docs/performance.md is made of.

  npm run bench -- NAME|all [--peers] [--rounds N] [--quick] [--json] [--write]
                            [--only SYSTEM] [--profile DIR] [--against DIR] [--minutes N] [--waiting N]
  npm run bench -- --compare [--peers]
  npm run bench -- --page

  --peers        beside the rivals
  --quick        a tenth of the work, to see that it runs
  --write        into bench/recorded.json and docs/performance.md
  --compare      with what was recorded before: what is more than 20 % behind
  --only SYSTEM  of a claim that has several
  --profile DIR  CPU profiles of workers, and what Redis did
  --against DIR  another built package, with bin/ and dist/, in the same rounds
  --minutes N    of the soaks
  --waiting N    instances of match-cost
  --page         docs/performance.md anew from what is recorded

Ends with 1 when something could not be measured or has become worse, and with 2 for other flags than these.
`;

export type Flags = ReturnType<typeof readFlags>;

/** @throws Error for flags that are none, and for what is no number above 0. */
export function readFlags(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      against: { type: 'string' },
      compare: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      minutes: { type: 'string' },
      only: { type: 'string' },
      page: { type: 'boolean', default: false },
      peers: { type: 'boolean', default: false },
      profile: { type: 'string' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      waiting: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  if (values.write && (values.only !== undefined || values.against !== undefined)) {
    throw new Error('--write takes whole runs only: no --only or --against');
  }
  return {
    ...values,
    rounds: numberOf('rounds', values.rounds, Number.isSafeInteger),
    minutes: numberOf('minutes', values.minutes, Number.isFinite),
    waiting: numberOf('waiting', values.waiting, Number.isSafeInteger),
  };
}

function numberOf(
  name: string,
  text: string | undefined,
  fits: (value: number) => boolean,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!fits(value) || value <= 0) throw new Error(`--${name} is a number above 0, not ${text}`);
  return value;
}
