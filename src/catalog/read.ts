import { posix } from 'node:path';
import type { Diagnostic as ParserDiagnostic } from '@asyncapi/parser';
import type { SourceFile } from '../dsl/index.ts';
import { join } from '../json/pointer.ts';
import type { Diagnostic } from '../problem/diagnostic.ts';
import { readVersion2 } from './asyncapi2.ts';
import { readVersion3 } from './asyncapi3.ts';
import type { DocumentContext } from './message.ts';
import type { Service } from './model.ts';
import { absolute, member, rootOf, type Sources, textAt } from './reference.ts';
import { type OpenedDocument, openDocument } from './sources.ts';

/** What came of one AsyncAPI document: the service unless there is an error, and all that was found on the way. */
export interface ReadService {
  readonly service?: Service;
  /** Those of each file in order of discovery, not of position. */
  readonly diagnostics: readonly Diagnostic[];
  /** Paths of the files it consists of: its own, then those its `$ref`s lead to. */
  readonly files: readonly string[];
}

/** An AsyncAPI document, and what it may refer to. */
export interface ServiceRequest {
  readonly file: SourceFile;
  /** Text by path, as the user named it. Only these files are read, never the disk or the network. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Reads and checks one AsyncAPI 2.x or 3.x document.
 *
 * The public parser judges the document (its governance advice is left out); the service is then read from the text
 * itself, so that every `$ref` is followed by the same rule wherever it stands, circles included.
 */
export async function readService(request: ServiceRequest): Promise<ReadService> {
  return readOpened(open(request));
}

/** Opens a document without judging it: cheap, and enough to know its hash. */
export function open({ file, files }: ServiceRequest): OpenedDocument {
  const given = [...files].map(([path, text]) => [absolute(path), { path, text }] as const);
  return openDocument(file, new Map(given));
}

/** The rest of `readService`. */
export async function readOpened(document: OpenedDocument): Promise<ReadService> {
  const diagnostics = [...document.diagnostics];
  if (document.isReadable) diagnostics.push(...(await judge(document)));
  const files = [...document.sources.values()].map(({ path }) => path);
  if (diagnostics.some(isError)) return { diagnostics, files };
  const service = build(document, (diagnostic) => diagnostics.push(diagnostic));
  return diagnostics.some(isError) ? { diagnostics, files } : { service, diagnostics, files };
}

function build(document: OpenedDocument, report: DocumentContext['report']): Service {
  const root = rootOf(document.root);
  const info = member(root, 'info');
  const asyncapi = textAt(member(root, 'asyncapi')) ?? '';
  const context: DocumentContext = {
    sources: document.sources,
    major: asyncapi.startsWith('2') ? 2 : 3,
    defaultContentType: textAt(member(root, 'defaultContentType')) ?? 'application/json',
    report,
  };
  const description = textAt(member(info, 'description'));
  return {
    file: posix.basename(document.root.path.replaceAll('\\', '/')),
    title: textAt(member(info, 'title')) ?? '',
    version: textAt(member(info, 'version')) ?? '',
    ...(description === undefined ? {} : { description }),
    asyncapi,
    hash: document.hash,
    ...(context.major === 2 ? readVersion2(root, context) : readVersion3(root, context)),
  };
}

/** The parser's severities: 0 is an error, 1 a warning; information and hints are more. */
const severities: Readonly<Record<number, Diagnostic['severity']>> = { 0: 'error', 1: 'warning' };

/** The parser's verdict. It costs half a second to load, so the first document loads it. */
async function judge(document: OpenedDocument): Promise<readonly Diagnostic[]> {
  const { sources, root } = document;
  const { Parser } = await import('@asyncapi/parser');
  const parser = new Parser({
    ruleset: { core: true, recommended: false },
    __unstable: { resolver: { cache: false, resolvers: ['file', 'http', 'https'].map(givenOnly(sources)) } },
  });
  const found = await parser.validate(root.text, { source: absolute(root.path) });
  // References have been judged before, with more to say; and where one is wrong, so is the resolved document.
  const unheard = new Set([
    'invalid-ref',
    ...(document.diagnostics.length > 0 ? ['asyncapi-document-resolved'] : []),
  ]);
  const seen = new Set<string>();
  return found.flatMap((diagnostic) => {
    const severity = severities[diagnostic.severity];
    if (severity === undefined || unheard.has(String(diagnostic.code))) return [];
    const translated = translate(diagnostic, severity, document);
    const key = `${translated.file}:${translated.position.line}:${translated.position.column} ${translated.message}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [translated];
  });
}

/** A resolver that never leaves the given files. It must answer, or the parser would ask its own, which fetches. */
function givenOnly(sources: Sources) {
  return (schema: string) => ({
    schema,
    order: 1,
    read: (uri: { path(): string }) =>
      (schema === 'file' ? sources.get(decodeURIComponent(uri.path()))?.text : undefined) ?? '{}',
  });
}

function translate(
  diagnostic: ParserDiagnostic,
  severity: Diagnostic['severity'],
  { sources, root }: OpenedDocument,
): Diagnostic {
  const source = (diagnostic.source === undefined ? undefined : sources.get(diagnostic.source)) ?? root;
  const { line, character } = diagnostic.range.start;
  return {
    code: String(diagnostic.code),
    severity,
    message: diagnostic.message.replace(/\.$/, ''),
    file: source.path,
    position: { line: line + 1, column: character + 1 },
    pointer: join('', ...diagnostic.path),
  };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
