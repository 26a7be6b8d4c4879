import type { Client, WorkflowReference } from '../client/index.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import { Failure } from '../problem/failure.ts';

/** `[namespace/]name[:version]`. @throws Failure `usage`. */
export function parseReference(text: string): WorkflowReference {
  const match = /^(?:([^/:\s]+)\/)?([^/:\s]+)(?::([^/:\s]+))?$/.exec(text);
  const [, namespace, name, version] = match ?? [];
  if (name === undefined) {
    throw new Failure('usage', `not the name of a workflow: ${text}`, {
      hint: 'write [namespace/]name[:version], for example online-store/store-order:1.0.0',
    });
  }
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(version === undefined ? {} : { version }),
  };
}

/**
 * As `parseReference`; a name without a namespace is looked for in all of them. Where more than one has it, `default`
 * is taken, else none.
 * @throws Failure `usage` when it is not clear which one is meant.
 */
export async function findReference(client: Client, text: string): Promise<WorkflowReference> {
  const reference = parseReference(text);
  if (reference.namespace !== undefined) return reference;
  const named = (await client.listWorkflows()).filter(({ name }) => name === reference.name);
  const namespaces = [...new Set(named.map(({ namespace }) => namespace))];
  const [only, ...others] = namespaces;
  if (only === undefined || namespaces.includes('default')) return reference;
  if (others.length === 0) return { ...reference, namespace: only };
  throw new Failure('usage', `${text} is in more than one namespace: ${namespaces.join(', ')}`, {
    hint: `write ${only}/${text}`,
  });
}

export function nameOf(id: DefinitionId): string {
  return `${id.namespace}/${id.name}:${id.version}`;
}

const idLength = 26;
/** How far back a prefix is looked for. */
const searched = 10_000;

/** The instance whose id begins like this. @throws Failure `not-found`, or `usage` when several do. */
export async function findInstance(client: Client, given: string): Promise<string> {
  const prefix = given.toLowerCase();
  if (prefix.length >= idLength) return prefix;
  const found = (await client.listInstances({ limit: searched })).filter(({ id }) => id.startsWith(prefix));
  const [only, ...others] = found;
  if (only === undefined) throw new Failure('not-found', `no instance ${given}`);
  if (others.length === 0) return only.id;
  const shown = found.slice(0, 5).map(({ id }) => id);
  throw new Failure('usage', `${found.length} instances begin with ${given}`, {
    hint: `for example ${shown.join(', ')}`,
  });
}
