import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { performancePage } from './page.ts';
import { type RecordedClaim, readRecorded } from './recorded.ts';

const claim: RecordedClaim = {
  name: 'three-steps',
  title: 'Three steps.',
  date: '2026-11-21',
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
};
const log = '## The log\n\nNothing yet.\n';
const page = performancePage([claim], log);

describe('performancePage', () => {
  it('has a table of each claim, with rivals in italics', () => {
    expect(page).toContain('## Three steps\n');
    expect(page).toContain('| eventctl | 3 500 | 3 000 | 4 000 | workflows/s | ≥ 3 000 | ok |');
    expect(page).toContain('| *DBOS* | 250 | 250 | 250 | workflows/s |  |  |');
  });

  it('has the configuration, the notes, and how to run it again', () => {
    expect(page).toContain(
      '- rounds: 3\n- redis: 7.0.15\n\nOne note. Another.\n\n    npm run bench -- three-steps',
    );
  });

  it('names each machine once', () => {
    const two = performancePage([claim, { ...claim, name: 'other' }], log);
    expect(
      two.match(/Measured on: Some CPU, 2 cores, linux-x64; Node.js 20.20.2; 2026-11-21./g),
    ).toHaveLength(1);
  });

  it('begins with what is short of its bound', () => {
    expect(page).toContain('1 of 1 bounds are met.');
    const short = { ...claim, figures: claim.figures.map((figure) => ({ ...figure, rounds: [2000] })) };
    expect(performancePage([short], log)).toContain(
      '0 of 1 bounds are met. Short of theirs are, with the causes in the log:\n\n- three-steps: eventctl is 2 000 workflows/s, the bound ≥ 3 000\n',
    );
  });

  it('ends with the log as it is', () => {
    expect(page.endsWith(log)).toBe(true);
  });

  it('has the claims in their order, unknown ones last', () => {
    const named = (name: string) => ({ ...claim, name, title: `About ${name}` });
    const titles = performancePage([named('new'), named('jq'), named('three-steps')], log).match(
      /## About .*/g,
    );
    expect(titles).toEqual(['## About three-steps', '## About jq', '## About new']);
  });
});

it('docs/performance.md is what is recorded: npm run bench -- --page', () => {
  const written = readFileSync('docs/performance.md', 'utf8');
  expect(written).toBe(performancePage(readRecorded(), readFileSync('bench/log.md', 'utf8')));
});
