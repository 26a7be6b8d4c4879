import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Figure } from './claim.ts';
import { performancePage } from './page.ts';
import { type RecordedClaim, readRecorded } from './recorded.ts';
import { readShortfalls } from './shortfalls.ts';

const claim: RecordedClaim = {
  name: 'three-steps',
  title: 'Three steps.',
  date: '2026-11-21',
  seconds: 230,
  quick: false,
  machine: { cpu: 'Some CPU', cores: '2', platform: 'linux-x64', node: '20.20.2' },
  configuration: { rounds: '3', redis: '7.0.15' },
  figures: [
    {
      name: 'eventctl',
      unit: 'workflows/s',
      better: 'higher',
      rounds: [3000, 3500, 4000],
      bound: { atLeast: 3000 },
    },
    { name: 'DBOS', unit: 'workflows/s', better: 'higher', rounds: [250], foreign: true },
  ],
  notes: ['One note.', 'Another.'],
  failures: [],
};
const log = '## The log\n\nNothing yet.\n';
const none = new Map<string, string>();
const page = performancePage([claim], none, log);

describe('performancePage', () => {
  it('has a table of each claim, with rivals in italics', () => {
    expect(page).toContain('## Three steps\n');
    expect(page).toContain('| eventctl | 3 500 | 3 000 | 4 000 | workflows/s | ≥ 3 000 | ok |');
  });

  it('has neither worst nor best of what was measured once', () => {
    expect(page).toContain('| *DBOS* | 250 |  |  | workflows/s |  |  |');
  });

  it('lists the ratios to rivals, and who is ahead', () => {
    const ratio = (name: string, better: Figure['better']) => ({ name, unit: '×', better, rounds: [1.5] });
    const figures = [
      ratio('rate ÷ DBOS', 'higher'),
      ratio('p50 ÷ best rival', 'lower'),
      ratio('a ÷ b', 'higher'),
    ];
    const summary = performancePage([{ ...claim, figures }], none, log).split('## Three steps')[0];
    expect(summary).toContain('| `three-steps` | rate ÷ DBOS | 1.5 | more is better | ahead |');
    expect(summary).toContain('| `three-steps` | p50 ÷ best rival | 1.5 | less is better | behind |');
    expect(summary).not.toContain('a ÷ b');
  });

  it('shows all digits of what would look like its bound', () => {
    const near = {
      name: 'p50',
      unit: 'ms',
      better: 'lower' as const,
      rounds: [2.504],
      bound: { atMost: 2.5 },
    };
    expect(performancePage([{ ...claim, figures: [near] }], none, log)).toContain(
      '- p50: 2.504 ms, the bound is ≤ 2.5',
    );
  });

  it('has the configuration, the notes, and how to run it again', () => {
    expect(page).toContain(
      '- rounds: 3\n- redis: 7.0.15\n\nOne note. Another.\n\n    npm run bench -- three-steps    # 4 min',
    );
  });

  it('names each machine once', () => {
    const two = performancePage([claim, { ...claim, name: 'other' }], none, log);
    expect(
      two.match(/Measured on: Some CPU, 2 cores, linux-x64, Node.js 20.20.2, 2026-11-21./g),
    ).toHaveLength(1);
  });

  it('begins with how many bounds are met', () => {
    expect(page).toContain('1 of 1 bounds are met.');
    expect(page).not.toContain('falls short');
  });

  const short = { ...claim, figures: claim.figures.map((figure) => ({ ...figure, rounds: [2000] })) };

  it('has the cause beside what is short of its bound', () => {
    const shortfalls = new Map([
      ['three-steps', 'The disk.'],
      ['other', 'Not short.'],
    ]);
    const text = performancePage([short, { ...claim, name: 'other' }], shortfalls, log);
    expect(text).toContain(
      '1 of 2 bounds are met.\n\n### Where it falls short, and why\n\n**three-steps**\n\n- eventctl: 2 000 workflows/s, the bound is ≥ 3 000\n\nThe disk.\n',
    );
    expect(text).not.toContain('Not short.');
  });

  it('says that a cause is missing', () => {
    expect(performancePage([short], none, log)).toContain('The cause is not written down yet.');
  });

  it('says what was not measured: claims, and systems of claims', () => {
    const failed = { ...claim, failures: ['Restate: it fell over'] };
    const text = performancePage([failed], none, log);
    expect(text).toContain('### Not measured\n\n- http-steps\n');
    expect(text).toContain('- three-steps: Restate: it fell over\n');
    expect(text).toContain('**Not measured:** Restate: it fell over');
  });

  it('warns of quick runs', () => {
    expect(page).not.toContain('A quick run');
    expect(performancePage([{ ...claim, quick: true }], none, log)).toContain('**A quick run');
  });

  it('ends with the log as it is', () => {
    expect(page.endsWith(log)).toBe(true);
  });

  it('has the claims in their order, unknown ones last', () => {
    const named = (name: string) => ({ ...claim, name, title: `About ${name}` });
    const titles = performancePage(
      [named('new'), named('jq-filters'), named('three-steps')],
      none,
      log,
    ).match(/## About .*/g);
    expect(titles).toEqual(['## About three-steps', '## About jq-filters', '## About new']);
  });
});

it('docs/performance.md is what is recorded: npm run bench -- --page', () => {
  const written = readFileSync('docs/performance.md', 'utf8');
  const log = readFileSync('bench/log.md', 'utf8');
  expect(written).toBe(performancePage(readRecorded(), readShortfalls(), log));
});

it('nothing is recorded of quick runs', () => {
  expect(readRecorded().filter(({ quick }) => quick)).toEqual([]);
});
