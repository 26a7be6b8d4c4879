import { isObject, type Json, type JsonObject, own } from '../json/json.ts';
import { join, type Pointer } from '../json/pointer.ts';
import type { Activation } from './activation.ts';
import { compileAuthentication } from './authentication.ts';
import type { TaskContext } from './task-context.ts';
import { compileEndpoint } from './uri-template.ts';

/**
 * An external resource of a call (dsl-reference, "External Resource"): where it is, and how to authenticate there.
 * What was pinned when the workflow was applied replaces its address, and its text where that came along.
 */
export function compileResource(
  resource: Json | undefined,
  pointer: Pointer,
  context: TaskContext,
): (activation: Activation) => JsonObject {
  const pinned = pinnedAt(context, pointer);
  if (pinned.text !== undefined) return () => ({ ...pinned });
  const at = join(pointer, 'endpoint');
  const endpoint = objectOf(resource)['endpoint'] ?? null;
  const authentication = compileAuthentication(
    isObject(endpoint) ? endpoint['authentication'] : undefined,
    join(at, 'authentication'),
    context,
  );
  const uri = compileEndpoint(endpoint, at, context);
  return (activation) => {
    const credentials = authentication?.(activation);
    return {
      uri: pinned.uri ?? uri(activation),
      ...(credentials === undefined ? {} : { authentication: credentials }),
    };
  };
}

function pinnedAt(
  { compiler }: TaskContext,
  pointer: Pointer,
): { readonly uri?: string; readonly text?: string } {
  const { uri, text } = objectOf(own(compiler.bindings, pointer));
  if (typeof uri !== 'string') return {};
  return { uri, ...(typeof text === 'string' ? { text } : {}) };
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
