import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { segments } from '../json/pointer.ts';
import type { Diagnostic } from '../problem/diagnostic.ts';
import type { ParsedDocument } from './document.ts';
import type { WorkflowDefinition } from './model.ts';
import { validate } from './validate.ts';

/** Keys under which task lists stand. */
const lists = ['do', 'try', 'branches'];

/**
 * A definition with errors, without the parts that they are in, so that the rest can be looked at in the same go: a
 * task with an error becomes one that does nothing, other parts are left out. Never to be run. Undefined when too
 * little would be left to make sense of (the document's head, or the language of its expressions).
 */
export function soundPart(
  document: ParsedDocument,
  diagnostics: readonly Diagnostic[],
): WorkflowDefinition | undefined {
  let value = document.value;
  for (const { pointer, severity } of diagnostics) {
    if (severity !== 'error') continue;
    const without = withoutPart(value, segments(pointer));
    if (without === undefined) return undefined;
    value = without;
  }
  return validate(value).definition;
}

function withoutPart(value: Json, path: readonly string[]): Json | undefined {
  const [root] = path;
  if (root === undefined || root === 'document' || root === 'evaluate') return undefined;
  const task = taskAround(path);
  if (task !== undefined) return replace(value, path.slice(0, task), { set: { replaced: true } });
  if (root === 'do') return undefined;
  return replace(value, path.slice(0, root === 'use' ? 3 : 1), undefined);
}

/** How many segments lead to the innermost task that the path is in. */
function taskAround(path: readonly string[]): number | undefined {
  for (let end = path.length; end >= 3; end--) {
    const [list = '', index = '', name] = path.slice(end - 3, end);
    if (name !== undefined && lists.includes(list) && /^\d+$/.test(index)) return end;
    if (end === 3 && list === 'use' && index === 'functions') return end;
  }
  return undefined;
}

/** A copy with another value at a path, or without the member there; unchanged where the path leads nowhere. */
function replace(value: Json, path: readonly string[], by: Json | undefined): Json {
  const [key, ...rest] = path;
  if (key === undefined) return by ?? value;
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item, index) =>
      String(index) === key ? replace(item, rest, by) : item,
    );
  }
  if (!isObject(value) || !Object.hasOwn(value, key)) return value;
  if (rest.length === 0 && by === undefined) return withoutMember(value, key);
  return { ...value, [key]: replace(value[key] ?? null, rest, by) };
}

function withoutMember(value: JsonObject, key: string): JsonObject {
  const { [key]: _removed, ...rest } = value;
  return rest;
}
