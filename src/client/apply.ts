import type { Backend, StoredDefinition } from '../backend/backend.ts';
import type { GatheredResource } from '../definitions/index.ts';
import type { SourceFile } from '../dsl/index.ts';
import { Failure } from '../problem/failure.ts';
import type { ApplyReport } from './client.ts';
import { nameOf } from './workflows.ts';

/**
 * Checks the files, then stores what they define. Nothing is written unless every file is right and no version has
 * other content. Services are written before the workflows that are bound to them.
 */
export async function applyFiles(request: {
  readonly backend: Backend;
  readonly files: readonly SourceFile[];
  readonly resources?: readonly GatheredResource[];
  readonly plugins?: readonly string[];
  readonly now: number;
}): Promise<ApplyReport> {
  const { backend, now } = request;
  const { loadDefinitions } = await import('../definitions/index.ts');
  const known = { services: await backend.services.list() };
  const { workflows, services, diagnostics } = await loadDefinitions({ ...request, known });
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    throw new Failure('invalid-definition', 'nothing was applied', { diagnostics });
  }
  const definitions = workflows.map(({ stored }) => ({ ...stored, appliedAt: now }));
  await refuseChanged(backend, definitions);

  const resources: ApplyReport['resources'][number][] = [];
  for (const service of services) {
    const outcome = await backend.services.put(service);
    resources.push({ kind: 'service', name: `${service.title}:${service.version}`, outcome });
  }
  for (const definition of definitions) {
    const outcome = await backend.definitions.put(definition);
    // Someone else applied other content since we looked.
    if (outcome === 'conflict') throw changed([definition]);
    resources.push({ kind: 'workflow', name: nameOf(definition), outcome });
  }
  const pinned = workflows.flatMap(({ id, pinned: uris }) =>
    uris.map((uri) => ({ workflow: nameOf(id), uri })),
  );
  return { resources, pinned, warnings: diagnostics };
}

async function refuseChanged(backend: Backend, definitions: readonly StoredDefinition[]): Promise<void> {
  const conflicts: StoredDefinition[] = [];
  for (const definition of definitions) {
    const stored = await backend.definitions.get(definition);
    if (stored !== undefined && stored.hash !== definition.hash) conflicts.push(definition);
  }
  if (conflicts.length > 0) throw changed(conflicts);
}

function changed(definitions: readonly StoredDefinition[]): Failure {
  const names = definitions.map((definition) => `${nameOf(definition)} (${definition.file})`).join(', ');
  return new Failure('conflict', `applied before with other content: ${names}`, {
    hint: 'a version never changes: raise document.version',
  });
}
