import { isObject, type Json } from '../json/json.ts';
import { join, type Pointer } from '../json/pointer.ts';
import { WorkflowError } from '../problem/problem.ts';
import type { Activation } from './activation.ts';
import type { TaskContext } from './task-context.ts';

/**
 * An endpoint: a URI template, an expression, or either as `uri` of an object. Templates are RFC 6570 level 1 (simple
 * string expansion) over the top-level members of the task's data, as dsl.md "URI Template" has it.
 */
export function compileEndpoint(
  endpoint: Json,
  pointer: Pointer,
  context: TaskContext,
): (activation: Activation) => string {
  const inObject = isObject(endpoint);
  const uri = inObject ? (endpoint['uri'] ?? null) : endpoint;
  const at = inObject ? join(pointer, 'uri') : pointer;
  if (typeof uri !== 'string') {
    context.compiler.find('missing-key', at, 'an endpoint needs a URI');
    return () => '';
  }
  if (!uri.trim().startsWith('${')) return (activation) => expand(uri, activation.data);
  const expression = context.compiler.expression(uri, at, context.variables);
  return (activation) => {
    const value = activation.evaluate(expression);
    if (typeof value === 'string') return value;
    throw WorkflowError.of(
      'expression',
      'Not a URI',
      `the endpoint must be a text, not ${JSON.stringify(value).slice(0, 200)}`,
    );
  };
}

/**
 * Expands `{name}` with the member of that name, percent-encoded; a missing one is empty. A template that is nothing
 * but one variable takes its value as it is, so that data can carry a whole URL.
 * @throws WorkflowError `expression` when a member is an object or an array.
 */
export function expand(template: string, data: Json): string {
  const whole = /^\{([^{}]+)\}$/.exec(template)?.[1];
  if (whole !== undefined) return memberOf(whole, data);
  return template.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => encode(memberOf(name, data)));
}

function memberOf(name: string, data: Json): string {
  const value = isObject(data) && Object.hasOwn(data, name) ? data[name] : undefined;
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') return String(value);
  throw WorkflowError.of(
    'expression',
    'URI template failed',
    `"${name}" is an object or an array and cannot stand in a URI`,
  );
}

/** RFC 3986: all but unreserved characters. */
function encode(value: string): string {
  return encodeURIComponent(value).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
