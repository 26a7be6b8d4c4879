import type { Diagnostic } from '../problem/diagnostic.ts';
import { type ParsedDocument, place } from './document.ts';
import { kindOf, refuseKind } from './kind.ts';
import { maxDepth, maxDiagnostics, maxDocuments, maxFileBytes } from './limits.ts';
import { Lines } from './lines.ts';
import { Locator } from './locate.ts';
import type { SourceFile } from './source-file.ts';
import { readTree, type TreeProblem } from './tree.ts';
import { tooLarge } from './utf8.ts';
import { compose, NestingError, type YamlDocument } from './yaml.ts';

export interface ParsedFile {
  /** The documents that could be read, in the order of the file, those of a refused kind among them. */
  readonly documents: readonly ParsedDocument[];
  /** Everything that is wrong with the file as YAML or JSON, and each document of a refused kind. In file order. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a file of YAML 1.2 or JSON with one or many documents. Never throws: whatever the text is, it is diagnosed. */
export function parseFile(source: SourceFile): ParsedFile {
  const text = source.text.replace(/^\uFEFF/, '');
  const bytes = Buffer.byteLength(text);
  if (bytes > maxFileBytes) return { documents: [], diagnostics: [tooLarge(source.path, bytes)] };

  const file = { path: source.path, text, lines: new Lines(text) };
  const refuse = (problem: TreeProblem): ParsedFile => ({
    documents: [],
    diagnostics: [diagnose(problem, file)],
  });
  const control = findControlCharacter(text);
  if (control !== undefined) return refuse(control);
  const composed = composeAll(text);
  if (!Array.isArray(composed)) return refuse(composed);
  if (composed.length === 0)
    return refuse({ code: 'empty', message: 'the file holds no document', offset: 0 });

  const documents: ParsedDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const yamlDocument of composed) {
    const { value, problems } = readTree(yamlDocument);
    const all = [...syntaxProblems(yamlDocument, file), ...problems];
    diagnostics.push(...all.map((problem) => diagnose(problem, file)));
    if (all.length > 0) continue;
    const locator = new Locator(yamlDocument, text);
    const document: ParsedDocument = {
      file: file.path,
      text: composed.length === 1 ? text : text.slice(yamlDocument.range[0], yamlDocument.range[2]),
      kind: kindOf(value),
      value,
      locate: (pointer, what = 'value') =>
        file.lines.position(
          typeof what === 'number' ? locator.inside(pointer, what) : locator.find(pointer)[what],
        ),
    };
    documents.push(document);
    diagnostics.push(...place(refuseKind(document.kind, value), document));
  }
  return { documents, diagnostics: diagnostics.slice(0, maxDiagnostics) };
}

interface OpenFile {
  readonly path: string;
  readonly text: string;
  readonly lines: Lines;
}

function diagnose({ offset, ...problem }: TreeProblem, file: OpenFile): Diagnostic {
  return {
    ...problem,
    severity: 'error',
    file: file.path,
    position: file.lines.position(offset),
    pointer: '',
  };
}

/** The first character that YAML forbids everywhere, escapes aside. */
function findControlCharacter(text: string): TreeProblem | undefined {
  const offset = text.search(/[^\P{Cc}\t\n\r\u0080-\u009f]/u);
  if (offset < 0) return undefined;
  const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
  return {
    code: 'control-character',
    message: `the control character U+${code} cannot stand in a definition`,
    hint: 'remove it, or write it as an escape in double quotes; this may be no text file at all',
    offset,
  };
}

/** The documents of a text that hold something. */
function composeAll(text: string): YamlDocument[] | TreeProblem {
  try {
    const composed = compose(text).filter((document) => document.errors.length > 0 || !isEmpty(document));
    const first = composed[maxDocuments];
    if (first === undefined) return composed;
    const message = `a file has at most ${maxDocuments} documents; this one has ${composed.length}`;
    return { code: 'too-many', message, offset: first.range[0] };
  } catch (error) {
    if (!(error instanceof NestingError)) throw error;
    return {
      code: 'too-deep',
      message: `objects and lists are nested deeper than ${maxDepth} levels`,
      offset: error.offset,
    };
  }
}

/** Nothing, or comments only: what stands after a last `---`, for example. */
function isEmpty({ contents }: YamlDocument): boolean {
  return (
    contents === null ||
    ('source' in contents && contents.source === '' && contents.range[0] === contents.range[1])
  );
}

/** One problem a line: what follows on the same line is mostly the parser finding its way again. */
function syntaxProblems(document: YamlDocument, file: OpenFile): TreeProblem[] {
  const byLine = new Map<number, TreeProblem>();
  for (const error of document.errors) {
    const [offset] = error.pos;
    const { line } = file.lines.position(offset);
    if (byLine.has(line)) continue;
    const text = file.text.slice(file.lines.start(line), file.lines.start(line + 1));
    const hint = unquotedExpression.test(text) ? expressionHint : hints[error.code];
    const message = `${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`.replace(
      /[.:\s]+$/,
      '',
    );
    byLine.set(line, { code: 'yaml-syntax', message, offset, ...(hint === undefined ? {} : { hint }) });
  }
  const problems = [...byLine.values()];
  const { version } = document.directives.yaml;
  if (version !== '1.2') {
    problems.push({
      code: 'yaml-version',
      message: `YAML ${version} is not supported`,
      hint: "remove the line '%YAML'; definitions are YAML 1.2",
      offset: 0,
    });
  }
  return problems;
}

/** `${` within `{ }` or `[ ]` and outside of quotes. */
const unquotedExpression = /[{[][^'"]*\$\{/;
const expressionHint = "within { } and [ ], write an expression in quotes: '${ .name }'";
const quoteHint = "quote a text that holds ': ' or begins with a character that has a meaning in YAML";

const hints: Readonly<Record<string, string | undefined>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'lines of one object or list begin at the same column',
  BLOCK_AS_IMPLICIT_KEY: quoteHint,
  MULTILINE_IMPLICIT_KEY: quoteHint,
  BAD_SCALAR_START: quoteHint,
};
