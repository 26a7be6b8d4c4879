import type { Position } from '../problem/diagnostic.ts';
import type { WorkflowDefinition } from './model.ts';

/** A workflow that passed `dsl/check`: its definition and the way back into the file it came from. */
export interface Workflow {
  readonly definition: WorkflowDefinition;
  /** Path as the user named it; used in diagnostics. */
  readonly file: string;
  /** The text of this one document of the file. */
  readonly text: string;
  /** Where a JSON pointer of the definition stands in the file; the nearest ancestor for one that is not there. */
  readonly locate: (pointer: string) => Position;
}

/** What identifies a definition. */
export interface DefinitionId {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}
