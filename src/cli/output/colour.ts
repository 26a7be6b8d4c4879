/** What a colour means, never what it is: docs/cli.md has the table. */
export type Tone = 'good' | 'bad' | 'busy' | 'waiting' | 'quiet' | 'strong';

/** Dresses a text in a tone, or leaves it as it is where colour is off. */
export type Paint = (tone: Tone, text: string) => string;

const codes: Readonly<Record<Tone, readonly [open: number, close: number]>> = {
  good: [32, 39],
  bad: [31, 39],
  busy: [36, 39],
  waiting: [33, 39],
  quiet: [2, 22],
  strong: [1, 22],
};

const escapeCode = '\u001b';

export interface ColourChoice {
  readonly stream: { readonly isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `--no-color` was given. */
  readonly refused: boolean;
}

/**
 * Colour is on for a terminal, and for anything when FORCE_COLOR is set (not empty, not `0`). `--no-color`, NO_COLOR
 * (not empty) and TERM=dumb turn it off, in this order of strength: `--no-color`, NO_COLOR, FORCE_COLOR, TERM.
 */
export function wantsColour(choice: ColourChoice): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = choice.environment;
  if (choice.refused || (NO_COLOR !== undefined && NO_COLOR !== '')) return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return choice.stream.isTTY === true && TERM !== 'dumb';
}

export function createPaint(coloured: boolean): Paint {
  if (!coloured) return (_tone, text) => text;
  return (tone, text) => {
    const [open, close] = codes[tone];
    return `${escapeCode}[${open}m${text}${escapeCode}[${close}m`;
  };
}

const sequences = new RegExp(`${escapeCode}\\[[0-9;]*m`, 'g');

/** Columns that a text takes on a terminal; what `Paint` added counts as nothing. */
export function width(text: string): number {
  return Array.from(text.replace(sequences, '')).length;
}

/**
 * A text from outside made safe to show: control characters, which could move the cursor or write to the
 * clipboard of a terminal, are spelled out. Line breaks too, so that one value stays on one line.
 */
export function plain(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const harmless = code >= 0x20 && code !== 0x7f && !(code >= 0x80 && code <= 0x9f);
    return harmless ? character : `\\u${code.toString(16).padStart(4, '0')}`;
  }).join('');
}
