import { describe, expect, it } from 'vitest';
import type { Claim } from './claim.ts';
import type { RecordedClaim } from './recorded.ts';
import { sampleClaim } from './sample.ts';
import { minutesText, runSession } from './session.ts';

const claim = (name: string): Claim => ({
  name,
  title: name,
  rounds: 1,
  minutes: 2,
  run: async () => ({ configuration: {}, figures: [] }),
});
async function run(measure: (name: string) => Promise<RecordedClaim>) {
  const [kept, notes, limits]: [string[], string[], number[]] = [[], [], []];
  const found = await runSession({
    claims: ['a', 'b', 'c'].map(claim),
    minutesOf: ({ name, minutes }) => (name === 'c' ? 10 * minutes : minutes),
    measure({ name }, minutes) {
      limits.push(minutes);
      return measure(name);
    },
    found: ({ name }) => kept.push(name),
    note: (line) => notes.push(line),
  });
  return { ...found, kept, notes, limits };
}

describe('runSession', () => {
  it('goes on after a claim that fails, keeps nothing of it, and says so', async () => {
    const { kept, failures, notes } = await run(async (name) => {
      if (name === 'b') throw new Error('no disk');
      return sampleClaim(name);
    });
    expect(kept).toEqual(['a', 'c']);
    expect(failures).toEqual(['b: no disk']);
    expect(notes).toContain('b could not be measured: no disk');
  });

  it('has what single systems of a claim failed at', async () => {
    const { kept, failures } = await run(async (name) =>
      sampleClaim(name, name === 'a' ? ['DBOS: gone'] : []),
    );
    expect(kept).toEqual(['a', 'b', 'c']);
    expect(failures).toEqual(['a: DBOS: gone']);
  });

  it('says how long it takes, in all and still', async () => {
    const { notes } = await run(async (name) => sampleClaim(name));
    expect(notes[0]).toBe('About 24 min in all:');
    expect(notes.filter((line) => line.startsWith('\n'))).toEqual([
      '\n[1/3, after 0 s, 24 min to go] a: a',
      '\n[2/3, after 0 s, 22 min to go] b: b',
      '\n[3/3, after 0 s, 20 min to go] c: c',
    ]);
  });

  it('gives each claim thrice its time, and at least ten minutes', async () => {
    expect((await run(async (name) => sampleClaim(name))).limits).toEqual([10, 10, 60]);
  });
});

it.each([
  [0.5, '30 s'],
  [3.6, '4 min'],
])('%d minutes are %s', (minutes, text) => {
  expect(minutesText(minutes)).toBe(text);
});
