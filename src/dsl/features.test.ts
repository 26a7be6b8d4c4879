import { describe, expect, test } from 'vitest';
import { checkWorkflow, parseFile } from './index.ts';

/** Codes and places of what is wrong with a workflow of this document and task. */
function told({
  document = '',
  task = 'set: { x: 1 }',
  root = '',
}: {
  document?: string;
  task?: string;
  root?: string;
}): string[] {
  const names = /\bnamespace:/.test(document) ? '' : 'namespace: a, name: b, ';
  const version = /\bversion:/.test(document) ? '' : 'version: 1.0.0, ';
  const text = `document: { dsl: 1.0.3, ${names}${version}${document} }\n${root}\ndo: [{ t: { ${task} } }]`;
  const { documents, diagnostics } = parseFile({ path: 'a.yaml', text });
  const found = [...diagnostics, ...documents.flatMap((one) => checkWorkflow(one).diagnostics)];
  return found.map(({ code, message }) => `${code}: ${message}`);
}

describe('document', () => {
  test.each(['a', 'Ab-1', 'a'.repeat(63)])('D2 namespace and name may be %s', (name) => {
    expect(told({ document: `namespace: ${name}, name: ${name}` })).toEqual([]);
  });

  test.each(['-a', 'a-', 'a_b', 'a'.repeat(64)])('D2 the name %s is refused', (name) => {
    expect(told({ document: `namespace: a, name: ${name}` })).toHaveLength(1);
  });

  test.each(['1.0.0', '0.1.0-alpha.1', '1.2.3+build'])('D3 the version %s is accepted', (version) => {
    expect(told({ document: `version: ${version}` })).toEqual([]);
  });

  test.each(['"1"', '"1.0"', 'latest', '01.0.0'])('D3 the version %s is refused', (version) => {
    expect(told({ document: `version: ${version}` })).toHaveLength(1);
  });

  test('D4 title and summary are texts', () => {
    expect(told({ document: 'title: T, summary: "**S**"' })).toEqual([]);
    expect(told({ document: 'title: 1, summary: []' })).toHaveLength(2);
  });

  test('D5 tags are a map of any values', () => {
    expect(told({ document: 'tags: { team: shop, level: 1 }' })).toEqual([]);
    expect(told({ document: 'tags: [shop]' })).toHaveLength(1);
  });

  test('D6 metadata is free, other members are refused', () => {
    expect(told({ document: 'metadata: { any: [{ thing: 1 }] }' })).toEqual([]);
    expect(told({ document: 'owner: ada' })).toEqual([expect.stringContaining('unknown-key')]);
  });
});

describe('values', () => {
  test.each(['input: { from: [.x] }', 'output: { as: [.x] }', 'export: { as: 5 }'])(
    'T5 a list or a number shapes nothing: %s',
    (stage) => {
      expect(told({ task: `${stage}, set: { x: 1 }` })).toHaveLength(1);
    },
  );

  test('T8 metadata of a task is free', () => {
    expect(told({ task: 'metadata: { any: [1] }, set: { x: 1 }' })).toEqual([]);
  });

  test('V5 a URI may be relative', () => {
    const emit = (source: string) => `emit: { event: { with: { type: t, source: ${source} } } }`;
    expect(told({ task: emit('/shop/orders') })).toEqual([]);
    expect(told({ task: emit('"not a uri"') })).toHaveLength(1);
  });

  test('U7 refused: certificate, which the DSL has taken out', () => {
    const root = 'use: { authentications: { mine: { certificate: { use: c } } } }';
    expect(told({ root })).toContainEqual(expect.stringContaining("no key 'certificate'"));
  });
});

describe('schedule', () => {
  test.each(['every: PT1H', 'cron: "0 0 * * *"', 'after: PT1H', 'on: { any: [] }'])(
    'H6 one trigger makes a schedule: %s',
    (trigger) => {
      expect(told({ root: `schedule: { ${trigger} }` })).toEqual([]);
    },
  );

  test('H6 refused: several triggers in one schedule, or none', () => {
    expect(told({ root: 'schedule: { every: PT1H, on: { any: [] } }' })).toEqual([
      "conflicting-keys: a 'schedule' has only one of 'every', 'cron', 'after' or 'on'; this one has 'every' and 'on'",
    ]);
    expect(told({ root: 'schedule: {}' })).toEqual([
      "missing-key: a 'schedule' needs one of 'every', 'cron', 'after' or 'on'",
    ]);
  });
});
