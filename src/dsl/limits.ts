/** Largest definition file, in bytes of UTF-8. Larger ones are generated, or are no definitions. */
export const maxFileBytes = 1024 * 1024;

/** Deepest nesting of objects and lists in a document. */
export const maxDepth = 100;

/** Most documents in one file. */
export const maxDocuments = 1000;

/** Most nodes that the aliases of one document may add to it; a few lines of YAML can otherwise stand for billions. */
export const maxAliasedNodes = 10_000;

/** Most diagnostics told about one document; one more then says how many were left out. */
export const maxDiagnostics = 1000;
