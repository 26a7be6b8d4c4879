import { describe, expect, test } from 'vitest';
import { formatDiagnostic, place } from './document.ts';
import { parseFile } from './parse.ts';

const [document] = parseFile({ path: 'a.yaml', text: 'document:\n  name: x\n  list:\n    - 1\n' }).documents;
if (document === undefined) throw new Error('no document');

describe('place', () => {
  test('findings stand in file order, an unknown key at the key and a value at the value', () => {
    const findings = [
      { code: 'invalid-value', message: 'later', pointer: '/document/list/0' },
      { code: 'unknown-key', message: 'first', pointer: '/document/name' },
      { code: 'expression-syntax', message: 'second', pointer: '/document/name' },
    ];
    expect(place(findings, document).map(({ message, position }) => [message, position])).toEqual([
      ['first', { line: 2, column: 3 }],
      ['second', { line: 2, column: 9 }],
      ['later', { line: 4, column: 7 }],
    ]);
  });

  test('a finding that is made twice is told once', () => {
    const finding = { code: 'x', message: 'y', pointer: '/document' };
    expect(place([finding, { ...finding }], document)).toHaveLength(1);
  });

  test('a finding is an error unless it says otherwise', () => {
    const finding = { code: 'x', message: 'y', pointer: '' };
    expect(place([finding], document)).toMatchObject([{ severity: 'error', file: 'a.yaml' }]);
    expect(place([{ ...finding, severity: 'warning' }], document)).toMatchObject([{ severity: 'warning' }]);
  });
});

describe('formatDiagnostic', () => {
  const diagnostic = {
    code: 'unknown-key',
    severity: 'error',
    message: "a 'set' has no key 'x'",
    file: 'a.yaml',
    position: { line: 2, column: 3 },
    pointer: '/x',
  } as const;

  test('is one line', () => {
    expect(formatDiagnostic(diagnostic)).toBe("a.yaml:2:3: error: a 'set' has no key 'x' [unknown-key]");
  });

  test('has the hint on a second line', () => {
    expect(formatDiagnostic({ ...diagnostic, hint: 'remove it' })).toBe(
      "a.yaml:2:3: error: a 'set' has no key 'x' [unknown-key]\n    hint: remove it",
    );
  });

  test('keeps control characters of the definition from the terminal', () => {
    expect(formatDiagnostic({ ...diagnostic, message: '\u001b[31m\nx\u202e' })).toContain(
      '\uFFFD[31m\uFFFDx\uFFFD',
    );
  });
});
