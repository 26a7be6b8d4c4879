import { convertDocument } from '../convert/index.ts';
import { type ParsedDocument, parseFile, type SourceFile } from '../dsl/index.ts';
import type { Diagnostic } from '../problem/diagnostic.ts';

/** The documents of a file, those of DSL 0.8 as what they are converted into. A warning says which these are. */
export function readDefinitions(source: SourceFile): {
  readonly documents: readonly ParsedDocument[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const { documents, diagnostics } = parseFile(source);
  const read = documents.map((document) => {
    if (document.kind !== 'workflow-0.8') return { documents: [document], diagnostics: [] };
    const converted = convertDocument(document);
    return converted.document === undefined
      ? { documents: [], diagnostics: converted.diagnostics }
      : { documents: [converted.document], diagnostics: [conversionOf(document)] };
  });
  return {
    documents: read.flatMap((one) => one.documents),
    diagnostics: [...diagnostics, ...read.flatMap((one) => one.diagnostics)],
  };
}

function conversionOf({ file, locate }: ParsedDocument): Diagnostic {
  return {
    code: 'converted',
    severity: 'warning',
    message: `converted from DSL 0.8; 'eventctl convert ${file}' prints what it became`,
    file,
    position: locate('/specVersion', 'key'),
    pointer: '/specVersion',
  };
}
