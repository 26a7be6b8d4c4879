import { plain } from './output/colour.ts';

/** Longest part of a line that is shown, in characters. */
const WIDTH = 100;

/**
 * A line of a text with a caret below a place in it; a long line is cut around the place. Line and column count from 1,
 * columns in UTF-16 units.
 */
export function pointAt(text: string, place: { readonly line: number; readonly column: number }): string {
  const line = text.split('\n')[place.line - 1] ?? '';
  const before = shown(line.slice(0, place.column - 1));
  const after = shown(line.slice(place.column - 1));
  const skipped = Math.max(0, before.length - WIDTH / 2);
  const start = skipped === 0 ? before : ['…', ...before.slice(skipped + 1)];
  const room = WIDTH - start.length;
  const end = after.length <= room ? after : [...after.slice(0, room - 1), '…'];
  return `  ${[...start, ...end].join('')}\n  ${' '.repeat(start.join('').length)}^`;
}

/** The characters of a text as a terminal shows them: tabs one blank wide, control characters spelled out. */
function shown(text: string): readonly string[] {
  return Array.from(text.replaceAll('\t', ' '), plain);
}
