import { describe, expect, it } from 'vitest';
import { namesFeatures, readResults, readTitle, reportOf, type TestResult } from './report.ts';

const list = [{ title: 'Some', features: { K1: 'one', K2: 'two', 'task.started': '`started`' } }];

function test(title: string, state: TestResult['state'] = 'passed', file = 'src/a.test.ts'): TestResult {
  return { file, titles: ['group', title], state };
}

function report(tests: readonly TestResult[], pending: readonly string[] = ['K2', 'task.started']) {
  return reportOf(tests, { list, pending });
}

describe('the title of a test', () => {
  it.each([
    ['K1 does something', ['K1'], 'does something'],
    ['K1 X13 does', ['K1', 'X13'], 'does'],
    ['task.started has its data', ['task.started'], 'has its data'],
    ['io.serverlessworkflow.task.started.v1 has its data', ['task.started'], 'has its data'],
    ['takes K1 to K2', [], 'takes K1 to K2'],
    ['P1 is no feature', [], 'P1 is no feature'],
  ])('%j carries %j', (title, ids, rest) => {
    expect(readTitle(title)).toEqual({ ids, rest });
  });

  it.each([
    [`it('K1 does', () => {})`, true],
    [`  test.each(['a', 'b'])('K1 does %s', () => {})`, true],
    [`])(\n    'K1 does %s', () => {})`, true],
    ['it(`${ids} does`, () => {})', true],
    [`it('does', () => {})`, false],
    [`const id = 'K1 x';`, false],
  ])('is found in %j: %s', (text, found) => {
    expect(namesFeatures(text)).toBe(found);
  });
});

describe('a feature', () => {
  it('works when a test that carries it passed', () => {
    const { text, features, problems } = report([test('K1 does')]);
    expect(text).toContain('| K1 | one | works | `src/a.test.ts` |');
    expect([features, problems]).toEqual([{ works: 1, refused: 0, all: 3 }, []]);
  });

  it('does not work when another test that carries it failed', () => {
    const { text, problems } = report([test('K1 does'), test('K1 does more', 'failed')]);
    expect(text).toContain('| K1 | one | not yet |  |');
    expect(problems).toEqual(['no test carries K1, or one failed']);
  });

  it('is refused, with the reason, when that is all that its tests show', () => {
    const { text, features } = report([test('K1 refused: that | this')]);
    expect(text).toContain('| K1 | one | refused: that \\| this |');
    expect(features).toMatchObject({ works: 0, refused: 1 });
  });

  it('works but for what is refused of it', () => {
    const { text, features } = report([test('K1 does'), test('K1 refused: half of it')]);
    expect(text).toContain('| K1 | one | works; refused: half of it |');
    expect(features).toMatchObject({ works: 1, refused: 0 });
  });

  it('may have no test only while it is listed', () => {
    expect(report([test('K1 does')], ['K2']).problems).toEqual([
      'no test carries task.started, or one failed',
    ]);
  });

  it('may not stay listed when it has a test', () => {
    const { problems } = report([test('K1 does')], ['K1', 'K2', 'task.started']);
    expect(problems).toEqual(['K1 has a test: take it out of notYet']);
  });

  it('is not known when its tests did not run', () => {
    const { unknown, problems } = report([test('K1 does', 'skipped')]);
    expect([unknown, problems]).toEqual([['K1'], []]);
  });

  it('must be one of the list', () => {
    expect(report([test('K1 does'), test('K9 does')], ['K2', 'task.started', 'K8']).problems).toEqual([
      'a test carries K9, which is no feature',
      'K8 is in notYet and is no feature',
    ]);
  });
});

describe('the kit', () => {
  it('is counted apart from the scenarios of this project', () => {
    const own = 'test/conformance/events.test.ts';
    const found = report([test('listen.feature: Listen', 'passed', own), test('have names', 'passed', own)]);
    expect(found.events).toEqual({ passed: 1, all: 1 });
    expect(found.scenarios).toEqual({ passed: 0, all: 0 });
    expect(found.text).toContain('in its language: **1 of 1**');
  });

  it('counts its scenarios, and none of its other tests', () => {
    const kit = 'test/conformance/kit.test.ts';
    const scenarios = [
      test('do.feature: One', 'passed', kit),
      test('do.feature: Two', 'failed', kit),
      test('has 21 scenarios', 'passed', kit),
    ];
    expect(report(scenarios).scenarios).toEqual({ passed: 1, all: 2 });
    expect(report(scenarios).text).toContain('**1 of 2** scenarios');
  });
});

describe('results of vitest', () => {
  it('are read with paths from the project’s root; what did not run is skipped', () => {
    const result = (title: string, status: string) => ({ ancestorTitles: ['g'], title, status });
    const json = JSON.stringify({
      testResults: [
        { name: '/p/src/a.test.ts', assertionResults: [result('a', 'passed'), result('b', 'pending')] },
      ],
    });
    expect(readResults(json, '/p/')).toEqual([
      { file: 'src/a.test.ts', titles: ['g', 'a'], state: 'passed' },
      { file: 'src/a.test.ts', titles: ['g', 'b'], state: 'skipped' },
    ]);
  });
});
