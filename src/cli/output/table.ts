import type { Paint } from './colour.ts';
import { width } from './colour.ts';

/** A column: its title, and a cell's text for a row. Cells must be `plain`; they may be painted. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
}

/** A table without lines, as wide as its cells, two spaces between columns. Empty without rows. */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  paint: Paint,
): string {
  if (rows.length === 0) return '';
  const cells = [
    columns.map((column) => paint('strong', column.title.toUpperCase())),
    ...rows.map((row) => columns.map((column) => column.cell(row))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => width(line[index] ?? ''))));
  return cells.map((line) => padded(line, widths)).join('\n');
}

/** Names on the left, values on the right; entries without a value are left out. */
export function formatFields(
  fields: readonly (readonly [name: string, value: string | undefined])[],
  paint: Paint,
): string {
  const shown = fields.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  const widest = Math.max(0, ...shown.map(({ name }) => name.length));
  return shown.map(({ name, value }) => `${paint('quiet', name.padEnd(widest))}  ${value}`).join('\n');
}

function padded(line: readonly string[], widths: readonly number[]): string {
  return line
    .map((cell, index) => cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - width(cell))))
    .join('  ')
    .trimEnd();
}
