import { type OperationReference, resolveOperation, type Service } from '../catalog/index.ts';
import { isObject, type Json, type JsonObject, toJson } from '../json/json.ts';
import { join, type Pointer } from '../json/pointer.ts';
import type { Finding } from '../problem/diagnostic.ts';
import { tasksOf } from './tasks.ts';

/** The catalog operations of a definition by pointer of the task, and what could not be resolved. */
export interface Bindings {
  readonly bindings: Readonly<Record<Pointer, Json>>;
  readonly findings: readonly Finding[];
  /** Pointers of the tasks that have no binding. */
  readonly unbound: ReadonlySet<Pointer>;
}

/** Resolves every `call: asyncapi` of a definition against the catalog. */
export function bindOperations(definition: Json, services: readonly Service[]): Bindings {
  const bindings: Record<Pointer, Json> = {};
  const findings: Finding[] = [];
  const unbound = new Set<Pointer>();
  for (const { pointer, task } of tasksOf(definition)) {
    if (task['call'] !== 'asyncapi') continue;
    const found = bindCall(join(pointer, 'with'), task['with'], services);
    if ('binding' in found) {
      bindings[pointer] = found.binding;
    } else {
      unbound.add(pointer);
      findings.push(found);
    }
  }
  return { bindings, findings, unbound };
}

function bindCall(
  pointer: Pointer,
  given: Json | undefined,
  services: readonly Service[],
): { readonly binding: Json } | Finding {
  const arguments_ = isObject(given) ? given : {};
  const reference = referenceFrom(arguments_);
  const computed = Object.entries(reference).find(([, text]) => text.includes('${'));
  if (computed !== undefined) {
    const [part] = computed;
    return {
      code: 'computed-operation',
      message: `the ${part} of an AsyncAPI call is looked up when the workflow is applied, so it cannot be computed`,
      pointer: part === 'server' ? join(pointer, part, 'name') : join(pointer, part),
    };
  }
  const resolved = resolveOperation(services, reference);
  if ('binding' in resolved) return { binding: toJson(resolved.binding) };
  const { problem, hint, part } = resolved;
  const at = [part, 'operation', 'channel'].find((name) => arguments_[name] !== undefined);
  return {
    code: part === 'document' ? 'unknown-service' : `unknown-${part}`,
    message: problem,
    ...(hint === undefined ? {} : { hint }),
    pointer: at === undefined ? pointer : join(pointer, at),
  };
}

function referenceFrom(arguments_: JsonObject): OperationReference {
  const document = addressOf(arguments_['document']);
  const { operation, channel, protocol } = arguments_;
  const server = isObject(arguments_['server']) ? arguments_['server']['name'] : undefined;
  return {
    ...(document === undefined ? {} : { document }),
    ...(typeof server === 'string' ? { server } : {}),
    ...(typeof protocol === 'string' ? { protocol } : {}),
    ...(typeof operation === 'string' ? { operation } : {}),
    ...(typeof channel === 'string' ? { channel } : {}),
  };
}

/** An external resource is `{ endpoint }`, where the endpoint is an address or `{ uri }`. */
function addressOf(resource: Json | undefined): string | undefined {
  const endpoint = isObject(resource) ? resource['endpoint'] : resource;
  const address = isObject(endpoint) ? endpoint['uri'] : endpoint;
  return typeof address === 'string' ? address : undefined;
}
