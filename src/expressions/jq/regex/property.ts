import type { Run } from '../run.ts';

const PAGE = 256;
const PAGES = 0x110000 / PAGE;

/** What it costs to look one page up, in steps. */
const PAGE_STEPS = 60;

/**
 * The characters of a Unicode property. The runtime's own tables are asked a page at a time, when a text first has a
 * character of the page; there are few properties, so their pages are kept. Every evaluation pays for those it needs.
 */
export class Property {
  static #count = 0;
  readonly #pattern: RegExp;
  /** The number of its first page among those of all properties. */
  readonly #first: number;
  readonly #pages: (Uint8Array | undefined)[] = [];

  /** @param source a character class of JavaScript */
  constructor(source: string) {
    this.#pattern = new RegExp(source, 'u');
    this.#first = Property.#count++ * PAGES;
  }

  has(code: number, run: Run): boolean {
    const index = code >> 8;
    run.once(this.#first + index, PAGE_STEPS);
    let page = this.#pages[index];
    if (page === undefined) {
      page = this.#read(index);
      this.#pages[index] = page;
    }
    return page[code & 255] === 1;
  }

  #read(index: number): Uint8Array {
    const page = new Uint8Array(PAGE);
    for (let code = 0; code < PAGE; code++) {
      if (this.#pattern.test(String.fromCodePoint(index * PAGE + code))) page[code] = 1;
    }
    return page;
  }
}

const known = new Map<string, Property>();

function property(source: string): Property {
  const found = known.get(source) ?? new Property(source);
  known.set(source, found);
  return found;
}

/** What the names of `[[:name:]]` stand for; all but three count Unicode, as in jq. */
const posix: Readonly<Record<string, string>> = {
  alnum: '\\p{Alphabetic}\\p{Nd}',
  alpha: '\\p{Alphabetic}',
  ascii: '\\0-\\x7f',
  blank: '\\t\\p{Zs}',
  cntrl: '\\p{Cc}',
  digit: '\\p{Nd}',
  graph: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Cf}\\p{Co}',
  lower: '\\p{Lowercase}',
  print: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Cf}\\p{Co}\\p{Zs}',
  punct: '\\p{P}\\p{S}',
  space: '\\p{White_Space}',
  upper: '\\p{Uppercase}',
  word: '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}',
  xdigit: '0-9A-Fa-f',
};

/** The property of a POSIX name; undefined when there is none. */
export function posixProperty(name: string, negative: boolean): Property | undefined {
  const source = Object.hasOwn(posix, name) ? posix[name] : undefined;
  return source === undefined ? undefined : property(`[${negative ? '^' : ''}${source}]`);
}

/** Names with more than one word; the pattern's spelling has no blanks, dashes and underscores left. */
const longNames = new Map(
  `Cased_Letter Close_Punctuation Connector_Punctuation Currency_Symbol Dash_Punctuation Decimal_Number
  Enclosing_Mark Final_Punctuation Initial_Punctuation Letter_Number Line_Separator Lowercase_Letter Math_Symbol
  Modifier_Letter Modifier_Symbol Nonspacing_Mark Open_Punctuation Other_Letter Other_Number Other_Punctuation
  Other_Symbol Paragraph_Separator Private_Use Space_Separator Spacing_Mark Titlecase_Letter Uppercase_Letter LC
  ASCII_Hex_Digit Bidi_Control Bidi_Mirrored Case_Ignorable Changes_When_Casefolded Changes_When_Lowercased
  Changes_When_Titlecased Changes_When_Uppercased Default_Ignorable_Code_Point Emoji_Modifier Emoji_Presentation
  Extended_Pictographic Grapheme_Base Grapheme_Extend Hex_Digit IDS_Binary_Operator ID_Continue ID_Start
  Join_Control Logical_Order_Exception Noncharacter_Code_Point Pattern_Syntax Pattern_White_Space Quotation_Mark
  Regional_Indicator Sentence_Terminal Soft_Dotted Terminal_Punctuation Unified_Ideograph Variation_Selector
  White_Space XID_Continue XID_Start ASCII Canadian_Aboriginal Caucasian_Albanian Egyptian_Hieroglyphs
  Imperial_Aramaic Inscriptional_Pahlavi Inscriptional_Parthian Linear_A Linear_B Meetei_Mayek Mende_Kikakui
  Meroitic_Cursive Meroitic_Hieroglyphs New_Tai_Lue Old_Italic Old_Persian Old_South_Arabian Old_Turkic
  Phags_Pa Psalter_Pahlavi Sora_Sompeng Syloti_Nagri Tai_Le Tai_Tham Tai_Viet`
    .split(/\s+/)
    .map((name) => [normal(name), name] as const),
);

function normal(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

/** The property of `\p{name}`; undefined when there is none. Blocks (`In_Arrows`) and ages are not known. */
export function namedProperty(name: string, negative: boolean): Property | undefined {
  const key = normal(name);
  if (key === 'punct') return namedProperty('P', negative);
  const asPosix = posixProperty(key === 'posixpunct' ? 'punct' : key, negative);
  if (asPosix !== undefined) return asPosix;
  const spelled = longNames.get(key) ?? key.charAt(0).toUpperCase() + key.slice(1);
  if (!/^\w+$/.test(spelled)) return undefined;
  for (const value of [spelled, `Script=${spelled}`]) {
    const source = `\\${negative ? 'P' : 'p'}{${value}}`;
    try {
      return property(source);
    } catch {
      // Not a name of this kind.
    }
  }
  return undefined;
}
