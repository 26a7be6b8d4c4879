import type { Token } from './lexer.ts';

/** What the text before the wrong token ends with, and what was meant then. */
const before: readonly (readonly [RegExp, string])[] = [
  [/\$$/, 'a variable has a name, such as $context'],
  [/\|\|$/, 'write `or`'],
  [/={3}$/, 'write `==`'],
  [/=>$/, 'write `def name: …;`'],
  [/\b(elseif|elsif|elsif|elif)$/, 'write `elif condition then …`'],
  [/\b(fi|endif)$/, 'write `end`'],
  [/\b(for|foreach)\s*\(?\s*\$?\w*\s*(in|of)?$/, 'write `.[] | …`, or `reduce .[] as $item (start; update)`'],
  [/\b(let|const|var)\s+\w+$/, 'write `value as $name | …`'],
  [/\b(function|fn)\s+\w+$/, 'write `def name: …;`'],
  [/\bwhile\s*\(.*\{$/s, 'write `while(condition; update)`'],
  [/\?\?\s*\S+$/, 'write `//`'],
  [/\?\s*[^\s?]+$/, 'write `if … then … else … end`'],
  [/\.[A-Za-z_]\w*\($/, 'put `|` before the function'],
  [/\.\d+$/, 'write `[0]` for an element, `[1:2]` for a slice'],
];

/** Characters of the filter that a hint shows. */
const mostShown = 24;

/** What to write instead of a token that cannot stand where it stands; undefined where nothing is known. */
export function slip(
  source: string,
  { kind, text, at }: Token,
  expected: string,
  opened: Token | undefined,
): string | undefined {
  if (source.startsWith('${', at)) return 'write only what stands between ${ and }';
  if (kind === 'end' && expected === 'a filter' && /[|,]\s*$/.test(source))
    return 'there is nothing after the last `|` or `,`';
  if (expected === 'then' && text === '{') return 'write `if … then … else … end`';
  if (text === ',' && expected === ')') return 'arguments are separated by `;`';
  if (kind === 'identifier' && expected.startsWith('a pattern')) return `write $${text}`;
  if (text === 'else' || text === 'elif' || text === 'then' || text === 'end')
    return 'it belongs to an `if … then … else … end`';
  if (kind !== 'end') {
    const upTo = source.slice(Math.max(0, at - 60), at + text.length + (kind === 'field' ? 1 : 0));
    const meant = before.find(([pattern]) => pattern.test(upTo));
    if (meant !== undefined) return meant[1];
  }
  if (opened === undefined || !/^([)\]}]|, or \}|end|: or .*)$/.test(expected)) return undefined;
  return `nothing closes the ${opened.text} of ${excerpt(source, opened.at)}`;
}

/** How the text at a place begins, in one line: a line and column of the filter would be taken for the file's. */
function excerpt(source: string, at: number): string {
  const text = source.slice(at, at + 80).replaceAll(/\s+/g, ' ');
  return text.length > mostShown || at + 80 < source.length ? `${text.slice(0, mostShown)}…` : text;
}

/** `.foo-bar` is `.foo` minus `bar`: what was meant where nothing is called `bar`. */
export function hyphenated(source: string, at: number): string | undefined {
  const [, start] = /(?<![\w)\]])\.([A-Za-z_][\w-]*-)$/.exec(source.slice(0, at)) ?? [];
  const [rest] = /^\w+(-\w+)*/.exec(source.slice(at)) ?? [];
  return start === undefined || rest === undefined ? undefined : `try .["${start}${rest}"]`;
}
