import { describe, expect, it } from 'vitest';
import { createPaint } from './colour.ts';
import { type Column, formatFields, formatTable } from './table.ts';

const none = createPaint(false);
const rows = [
  { id: 'a', status: 'running' },
  { id: 'abc', status: 'ok' },
];
const columns: readonly Column<(typeof rows)[number]>[] = [
  { title: 'id', cell: ({ id }) => id },
  { title: 'status', cell: ({ status }) => status },
];

describe('formatTable', () => {
  it('lines up columns', () => {
    expect(formatTable(rows, columns, none)).toBe('ID   STATUS\na    running\nabc  ok');
  });

  it('lines up painted cells by what is seen of them', () => {
    const paint = createPaint(true);
    const column = { title: 'id', cell: ({ id }: { id: string }) => paint('good', id) };
    const [, line] = formatTable(rows, [column, ...columns.slice(1)], none).split('\n');
    expect(line).toBe(`${paint('good', 'a')}    running`);
  });

  it('is empty without rows', () => {
    expect(formatTable([], columns, none)).toBe('');
  });
});

describe('formatFields', () => {
  it('leaves out what has no value', () => {
    expect(
      formatFields(
        [
          ['id', '1'],
          ['output', undefined],
          ['status', 'ok'],
        ],
        none,
      ),
    ).toBe('id      1\nstatus  ok');
  });
});
