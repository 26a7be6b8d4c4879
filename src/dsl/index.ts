export { checkFunction, checkWorkflow } from './check.ts';
export { formatDiagnostic, type ParsedDocument, place } from './document.ts';
export { editorSchema } from './editor-schema.ts';
export { parseFile } from './parse.ts';
export { soundPart } from './sound.ts';
export type { SourceFile } from './source-file.ts';
export { decodeUtf8 } from './utf8.ts';
export { toYaml } from './write.ts';
