import { createRequire } from 'node:module';
import type { Document, ParsedNode } from 'yaml';
import { maxDepth } from './limits.ts';

/** Loaded at the first file, because commands that read none should not pay for it. */
let library: typeof import('yaml') | undefined;

export function yaml(): typeof import('yaml') {
  if (library !== undefined) return library;
  const loaded: typeof import('yaml') = createRequire(import.meta.url)('yaml');
  library = loaded;
  return loaded;
}

export type YamlDocument = Document.Parsed<ParsedNode>;

/** Nesting beyond the limit, found before it could overflow a stack. */
export class NestingError extends Error {
  override readonly name = 'NestingError';
  readonly offset: number;

  constructor(offset: number) {
    super(`nested deeper than ${maxDepth} levels`);
    this.offset = offset;
  }
}

/** The parser needs up to two entries of its stack for a level, and a few for the document around it. */
const maxStack = 2 * maxDepth + 20;

/**
 * Composes the documents of a text by YAML 1.2 core rules, of which JSON is a part. Duplicate keys, tags and aliases
 * are not checked here: the library's own checks take time quadratic in the size of the document.
 * @throws NestingError
 */
export function compose(text: string): YamlDocument[] {
  const { Composer } = yaml();
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return [...composer.compose(tokens(text), false, text.length)];
}

/** The library's composer recurses without a bound, so depth is measured on its parser, which does not. */
function* tokens(text: string) {
  const { Lexer, Parser } = yaml();
  const parser = new Parser();
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > maxStack) throw new NestingError(Math.min(offset, text.length));
    offset += lexeme.length;
  }
  yield* parser.end();
}
