import { describe, expect, it } from 'vitest';
import { dump } from '../../src/expressions/jq/dump.ts';
import { Choice } from './choice.ts';
import { excuse } from './deliberate.ts';
import { Grammar } from './grammar.ts';
import { input } from './inputs.ts';
import { ours } from './ours.ts';
import { type Outcome, type Pair, Reference } from './reference.ts';
import { shrink } from './shrink.ts';

/** The seed of the first batch; each batch after it has the next one. */
const firstSeed = Number(process.env['EVENTCTL_SEED'] ?? 1);
const batches = Number(process.env['EVENTCTL_BATCHES'] ?? 10);
const batchesPerTest = 6;
const pairsPerBatch = 100;

const reference = new Reference();

describe('jq, beside the real one', () => {
  for (let test = 0; test < batches; test++) {
    const seed = firstSeed + test * batchesPerTest;
    it(`agrees on ${batchesPerTest * pairsPerBatch} pairs from seed ${seed}`, async () => {
      const found: string[] = [];
      for (let batch = seed; batch < seed + batchesPerTest; batch++)
        found.push(...(await differences(batch)));
      expect(found.join('\n\n')).toBe('');
    });
  }
});

async function differences(seed: number): Promise<string[]> {
  const choice = new Choice(seed);
  const grammar = new Grammar(choice);
  const pairs = Array.from({ length: pairsPerBatch }, () => ({
    filter: grammar.filter(),
    input: input(choice),
  }));
  const outcomes = await reference.run(pairs);
  const found: string[] = [];
  for (const [index, pair] of pairs.entries()) {
    const theirs = outcomes[index];
    if (theirs === undefined || found.length === 3 || !(await differs(pair, theirs))) continue;
    const small = await shrink(pair, async (candidate) => {
      // What passes a bound here might not end there.
      if (/The expression|grew past/.test(JSON.stringify(ours(candidate)))) return false;
      const [outcome = 'crashed' as const] = await reference.run([candidate]);
      return differs(candidate, outcome);
    });
    const [again] = await reference.run([small]);
    found.push(
      [
        `EVENTCTL_SEED=${seed}`,
        `filter  ${small.filter}`,
        `input   ${dump(small.input)}`,
        `jq      ${JSON.stringify(again)}`,
        `ours    ${JSON.stringify(ours(small))}`,
      ].join('\n'),
    );
  }
  return found;
}

/** Whether the outcomes differ and no rule says why. What jq itself does not survive is passed over. */
async function differs(pair: Pair, theirs: Outcome): Promise<boolean> {
  if (theirs === 'crashed') return false;
  const mine = ours(pair);
  if (JSON.stringify(mine) === JSON.stringify(theirs)) return false;
  return (await excuse(pair, mine, theirs, reference)) === undefined;
}
