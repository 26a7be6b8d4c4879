import { createHash } from 'node:crypto';
import type { SourceFile } from '../dsl/index.ts';
import type { Diagnostic } from '../problem/diagnostic.ts';
import { expandedSize, maxExpandedNodes } from './expansion.ts';
import {
  absolute,
  classify,
  complain,
  isCircular,
  references,
  rootOf,
  type Sources,
  target,
} from './reference.ts';
import { parseSource, type Source } from './source.ts';

/** A document with every file it refers to. */
export interface OpenedDocument {
  readonly root: Source;
  readonly sources: Sources;
  /** SHA-256 over the texts in order of first reference, in hex. */
  readonly hash: string;
  /** False when one of the files is no well-formed YAML or JSON, or the whole is too large to be judged. */
  readonly isReadable: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses a file and, through its `$ref`s, the files it needs, all of them from `files` (absolute path → file).
 * Reports every syntax error, every `$ref` that leaves the given files, and every one that leads nowhere.
 */
export function openDocument(file: SourceFile, files: ReadonlyMap<string, SourceFile>): OpenedDocument {
  const sources = new Map<string, Source>();
  const diagnostics: Diagnostic[] = [];
  let isReadable = true;
  const open = (given: SourceFile): Source => {
    const { source, diagnostics: syntax } = parseSource(given);
    sources.set(absolute(given.path), source);
    diagnostics.push(...syntax);
    isReadable &&= syntax.length === 0;
    for (const { place, text } of references(source)) {
      const reference = classify(source, text);
      const needed = reference.kind === 'file' ? files.get(reference.path) : undefined;
      const found =
        reference.kind === 'refused'
          ? { code: 'ref-outside', message: reference.message, hint: reference.hint }
          : reference.kind === 'file' && needed === undefined
            ? missing(text)
            : undefined;
      if (found !== undefined) diagnostics.push(complain(place, found));
      if (needed !== undefined && !sources.has(absolute(needed.path))) open(needed);
    }
    return source;
  };
  const root = open(file);
  diagnostics.push(...dangling(sources));
  if (expandedSize(root, sources) > maxExpandedNodes) {
    isReadable = false;
    diagnostics.push(complain(rootOf(root), tooLarge));
  }
  const hash = createHash('sha256');
  for (const { text } of sources.values()) hash.update(`${Buffer.byteLength(text)}\n${text}`);
  return { root, sources, hash: hash.digest('hex'), isReadable, diagnostics };
}

const tooLarge = {
  code: 'too-large',
  message: `with every $ref replaced the document has more than ${maxExpandedNodes} nodes`,
  hint: 'let schemas refer to each other fewer times over, or split the document',
};

function missing(reference: string) {
  return {
    code: 'ref-missing-file',
    message: `$ref "${reference}" needs a file that was not given`,
    hint: 'apply the file it names together with this one',
  };
}

/** `$ref`s into files that are there, but to nothing in them, or round in a circle. */
function dangling(sources: Sources): readonly Diagnostic[] {
  return [...sources.values()].flatMap((source) =>
    references(source)
      .filter(({ text }) => {
        const reference = classify(source, text);
        return reference.kind === 'inside' || (reference.kind === 'file' && sources.has(reference.path));
      })
      .filter(({ place, text }) => target(place, text, sources) === undefined || isCircular(place, sources))
      .map(({ place, text }) =>
        complain(place, {
          code: 'ref-dangling',
          message: `$ref "${text}" leads nowhere`,
          hint: 'check what stands after the #, it is a JSON Pointer',
        }),
      ),
  );
}
