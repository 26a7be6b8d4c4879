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

  test('a finding about a part of a text stands at its character', () => {
    const text = "list:\n  - 'it''s § '\n";
    const [quoted] = parseFile({ path: 'a.yaml', text }).documents;
    if (quoted === undefined) throw new Error('no document');
    const findings = [{ code: 'expression-syntax', message: 'x', pointer: '/list/0', offset: 5 }];
    const [diagnostic] = place(findings, quoted);
    expect(diagnostic).toMatchObject({ position: { line: 2, column: 12 } });
    expect(diagnostic).not.toHaveProperty('offset');
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

  test('shows the line with a caret under the column, before the hint', () => {
    expect(formatDiagnostic({ ...diagnostic, hint: 'remove it' }, '  x: 1  \r')).toBe(
      [
        "a.yaml:2:3: error: a 'set' has no key 'x' [unknown-key]",
        '    2 |   x: 1',
        '      |   ^',
        '    hint: remove it',
      ].join('\n'),
    );
  });

  /** The excerpt alone, for a position on line 10. */
  const excerpt = (column: number, line: string) =>
    formatDiagnostic({ ...diagnostic, position: { line: 10, column } }, line)
      .split('\n')
      .slice(1);

  test('counts a character that is two units, and a tab, as one under the line', () => {
    expect(excerpt(6, '\t"😀" x')).toEqual(['    10 |  "😀" x', '       |     ^']);
  });

  test('shows the end of a line by a caret after it', () => {
    expect(excerpt(5, 'x: a')).toEqual(['    10 | x: a', '       |     ^']);
  });

  test('shows a window of a long line', () => {
    const [shown = '', caret = ''] = excerpt(500_001, `${'a'.repeat(500_000)}§${'b'.repeat(500_000)}`);
    expect(shown).toBe(`    10 | …${'a'.repeat(70)}§${'b'.repeat(28)}…`);
    expect(caret.indexOf('^')).toBe(shown.indexOf('§'));
  });

  test('cuts no character in halves', () => {
    const [shown] = excerpt(201, '😀'.repeat(200));
    expect(shown).toBe(`    10 | …${'😀'.repeat(70)}${'😀'.repeat(29)}…`);
  });

  test('shows no line that is empty', () => {
    expect(excerpt(1, ' \t\r')).toEqual([]);
  });

  test('keeps control characters of the line from the terminal', () => {
    expect(excerpt(1, 'a\u001b[31m\u202e')).toEqual(['    10 | a\uFFFD[31m\uFFFD', '       | ^']);
  });

  test('keeps control characters of the definition from the terminal', () => {
    expect(formatDiagnostic({ ...diagnostic, message: '\u001b[31m\nx\u202e' })).toContain(
      '\uFFFD[31m\uFFFDx\uFFFD',
    );
  });
});
