import { describe, expect, it } from 'vitest';
import { inRounds, turnsOf } from './rounds.ts';
import type { System } from './systems.ts';

describe('turnsOf', () => {
  it('begins each round with another one', () => {
    expect([0, 1, 2, 3].map((round) => turnsOf(['a', 'b', 'c'], round).join(''))).toEqual([
      'abc',
      'bca',
      'cab',
      'abc',
    ]);
  });

  it('of none is none', () => {
    expect(turnsOf([], 1)).toEqual([]);
  });
});

/** A driver that says hello and answers each request with these documents, in turn. */
function driver(name: string, ...answers: readonly object[]): System {
  const hello = { ready: true, system: name, versions: { it: '1' }, durability: 'none' };
  const script = `
    const answers = ${JSON.stringify(answers)};
    console.log(${JSON.stringify(JSON.stringify(hello))});
    require('node:readline').createInterface({ input: process.stdin })
      .on('line', () => console.log(JSON.stringify(answers.shift() ?? { number: 0 })));`;
  return { name, kind: 'ours', args: ['-e', script] };
}

async function run(systems: readonly System[], rounds = 2) {
  const notes: string[] = [];
  const turns: string[] = [];
  const found = await inRounds({
    systems,
    rounds,
    async round(asked, number, { name }) {
      turns.push(`${number}${name}`);
      return Number((await asked.ask({ do: 'it' }))['number']);
    },
    note: (line) => notes.push(line),
    profile: false,
  });
  return { ...found, notes, turns };
}

describe('inRounds', () => {
  it('keeps what each round gave, without the one that warms up', async () => {
    const { outcomes } = await run([driver('a', { number: 1 }, { number: 2 }, { number: 3 })]);
    expect(outcomes).toMatchObject([{ hello: { system: 'a', versions: { it: '1' } }, results: [2, 3] }]);
  });

  it('lets systems take turns', async () => {
    const { turns } = await run([driver('a'), driver('b')]);
    expect(turns).toEqual(['0a', '0b', '1b', '1a', '2a', '2b']);
  });

  it('goes on without a system that fails, and says why', async () => {
    const { outcomes, failures } = await run([driver('a', { number: 1 }, { error: 'too hot' }), driver('b')]);
    expect(outcomes.map(({ system }) => system.name)).toEqual(['b']);
    expect(failures).toEqual(['a: too hot']);
  });

  it('tells what a system cannot do from what fails', async () => {
    const { failures, unable } = await run([driver('a', { error: 'unsupported: events' })]);
    expect({ failures, unable }).toEqual({ failures: [], unable: ['a: unsupported: events'] });
  });

  it('goes on without a system that does not start', async () => {
    const broken: System = { name: 'broken', kind: 'ours', args: ['-e', ''] };
    const { outcomes, failures } = await run([broken, driver('b')]);
    expect(outcomes.map(({ system }) => system.name)).toEqual(['b']);
    expect(failures).toEqual(['broken: the driver of broken has ended']);
  });

  it('notes a driver that dies in the middle', async () => {
    const dying: System = {
      ...driver('dying'),
      args: [
        '-e',
        `console.log('{"ready":true,"system":"x"}'); process.stdin.once('data', () => process.exit(1))`,
      ],
    };
    expect((await run([dying])).failures).toEqual(['dying: the driver of dying has ended']);
  });
});
