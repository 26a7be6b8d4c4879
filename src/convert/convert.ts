import { type ParsedDocument, place, toYaml } from '../dsl/index.ts';
import type { Diagnostic } from '../problem/diagnostic.ts';
import { Conversion } from './conversion.ts';
import { type Said, Source } from './source.ts';
import { workflowOf } from './workflow.ts';

/** What a workflow of DSL 0.8 came to. */
export interface Converted {
  /** A workflow of DSL 1.0 that knows its places in the old file; absent when there is an error. */
  readonly document?: ParsedDocument;
  /** Why it cannot be converted, placed in the old file. */
  readonly diagnostics: readonly Diagnostic[];
  /** What had to be decided, placed in the old file. Warnings, all of them. */
  readonly notes: readonly Diagnostic[];
}

/**
 * Converts a workflow of DSL 0.8 into one of DSL 1.0 that does the same. Everything that has no counterpart is refused;
 * the result is not checked yet (`checkWorkflow` does, as with any other).
 *
 * **Data.** A workflow of 0.8 has one object of data, which goes from state to state; what an action or an event brings is
 * merged into it. In 1.0 the output of a task replaces the data. So the data of 0.8 is, at every moment, the output of the
 * task before: each task that brings something has an `output.as` that merges it into `$input`, the data of before, at
 * `toStateData` or at the root; members of objects are merged one by one, lists become one list without repetitions, and
 * the new value wins elsewhere. Nothing is merged of null; what is no object faults at the root, as there is no place for
 * it. The branches of a fork begin with the same data; what each has changed is merged in their order. `$context` holds
 * only what is no data in 0.8: constants, correlation values of the event that started the instance, and which event or
 * error decides where to go on.
 *
 * **Flow.** A state becomes a task of the same list, with `stateDataFilter` as its `input.from` and `output.as`, and every
 * task says where to go on. The state that instances start in comes first. A first state that waits for events becomes
 * `schedule.on`, and the events its input.
 */
export function convertDocument(old: ParsedDocument): Converted {
  const said: Said = [];
  const conversion = new Conversion(new Source(old.value, '', said));
  const value = workflowOf(conversion);
  const all = place(said, old);
  const diagnostics = all.filter(({ severity }) => severity === 'error');
  const notes = all.filter(({ severity }) => severity === 'warning');
  if (diagnostics.length > 0) return { diagnostics, notes };
  const locate: ParsedDocument['locate'] = (pointer, what) =>
    // A character of an expression has no counterpart: around it stands what merges its result.
    old.locate(conversion.origins.of(pointer, value), typeof what === 'number' ? 'value' : what);
  const document: ParsedDocument = {
    file: old.file,
    text: toYaml(value),
    kind: 'workflow',
    value,
    locate,
  };
  return { document, diagnostics, notes };
}
