import { describe, expect, test } from 'vitest';
import { checkWorkflow, parseFile } from '../index.ts';

function diagnose(namespace: string, task: string, more = '') {
  const text = `document: {dsl: 1.0.3, namespace: ${namespace}, name: w, version: 1.0.0}\n${more}do:\n  - a: ${task}\n`;
  const [document] = parseFile({ path: 'a.yaml', text }).documents;
  if (document === undefined) throw new Error('no document');
  const { workflow, diagnostics } = checkWorkflow(document);
  return {
    accepted: workflow !== undefined,
    told: diagnostics.map((one) => `${one.position.line}:${one.position.column} ${one.severity} ${one.code}`),
  };
}

const idle = '{set: {x: 1}}';

describe('rules that may be broken', () => {
  test('dots in the namespace are a warning', () => {
    expect(diagnose('a.b-c.d', idle)).toEqual({ accepted: true, told: ['1:35 warning schema-rule'] });
  });

  test.each(['.a', 'a.', 'a..b', '-a.b', 'a_b', 'a/b'])('the namespace %j is an error still', (namespace) => {
    expect(diagnose(namespace, idle)).toEqual({
      accepted: false,
      told: expect.arrayContaining(['1:35 error invalid-format']),
    });
  });

  test('an AsyncAPI call whose operation names the document is a warning', () => {
    expect(diagnose('n', "{call: asyncapi, with: {operation: 'file://a.yaml#b'}}")).toEqual({
      accepted: true,
      told: ['3:43 warning schema-rule'],
    });
  });

  test('so it is in a function', () => {
    const use = "use: {functions: {f: {call: asyncapi, with: {operation: 'file://a.yaml#b'}}}}\n";
    expect(diagnose('n', '{call: f}', use)).toEqual({ accepted: true, told: ['2:57 warning schema-rule'] });
  });

  test('an AsyncAPI call without any document is an error still', () => {
    expect(diagnose('n', '{call: asyncapi, with: {operation: b, message: {}}}').accepted).toBe(false);
  });

  test('nothing is said of what keeps the rules', () => {
    const call = '{call: asyncapi, with: {document: {endpoint: a.yaml}, operation: b, message: {}}}';
    expect(diagnose('n', call)).toEqual({ accepted: true, told: [] });
  });
});
