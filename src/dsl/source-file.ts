/** A file with definitions, as it was given. */
export interface SourceFile {
  /** Path as the user named it; shown in diagnostics, and `$ref`s between files are relative to it. */
  readonly path: string;
  /** The bytes as UTF-8 text; a file that is not UTF-8 is refused before it becomes one of these. */
  readonly text: string;
}
