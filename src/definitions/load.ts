import { posix } from 'node:path';
import type { StoredDefinition } from '../backend/backend.ts';
import { type ReadService, readCachedService, readService, type Service } from '../catalog/index.ts';
import {
  checkFunction,
  checkWorkflow,
  type ParsedDocument,
  place,
  type SourceFile,
  soundPart,
} from '../dsl/index.ts';
import type { DefinitionId, Workflow } from '../dsl/workflow.ts';
import { type Json, toJson } from '../json/json.ts';
import { join } from '../json/pointer.ts';
import { compileWorkflow, type Machine } from '../machine/index.ts';
import type { Diagnostic, Finding } from '../problem/diagnostic.ts';
import { fileOfAddress, isLocal } from './address.ts';
import { bindOperations } from './bindings.ts';
import { type GatheredResource, type Pinned, pinResources } from './pin.ts';
import { readDefinitions } from './read.ts';
import { hashOf } from './stored.ts';

/** A workflow that is ready to be stored and to run. */
export interface LoadedWorkflow {
  readonly id: DefinitionId;
  /** `appliedAt` is 0: who stores it knows the time. */
  readonly stored: StoredDefinition;
  readonly machine: Machine;
  /** URIs of the external resources that are part of it, as they were when it was applied. */
  readonly pinned: readonly string[];
}

/** What a set of files came to. With an error among the diagnostics, nothing of it is to be stored. */
export interface Definitions {
  /** In the order of the files. */
  readonly workflows: readonly LoadedWorkflow[];
  readonly services: readonly Service[];
  /** Of all files, sorted by file and position. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads, checks, binds and compiles any mix of workflow and AsyncAPI files, and says all that is wrong with them at
 * once. Operations are looked up in these files first, then in `known`. Files that are neither are allowed as long as
 * an AsyncAPI document or a workflow refers to them. What workflows name outside of themselves comes in `resources`;
 * nothing is read here. `plugins` are the call names that plug-ins add. `cacheFolder` keeps what AsyncAPI documents came
 * to, because they are slow.
 */
export async function loadDefinitions(request: {
  readonly files: readonly SourceFile[];
  readonly known: { readonly services: readonly Service[] };
  readonly resources?: readonly GatheredResource[];
  readonly plugins?: readonly string[];
  readonly cacheFolder?: string;
}): Promise<Definitions> {
  const parsed = request.files.map((file) => ({ file, ...readDefinitions(file) }));
  const documents = parsed.flatMap((one) => one.documents);

  const readers = await readAll(documents, request);
  const { services, diagnostics: twins } = distinctServices(readers);
  const files = new Set(services.map(({ file }) => file));
  const catalog = [...services, ...request.known.services.filter(({ file }) => !files.has(file))];

  const surroundings: Surroundings = {
    services: catalog,
    resources: new Map(request.resources?.map((resource) => [resource.address, resource])),
    plugins: new Set(request.plugins),
  };
  const outcomes = documents
    .filter(({ kind }) => kind === 'workflow')
    .map((document) => loadWorkflow(document, surroundings));
  const { workflows, diagnostics: repeated } = distinctWorkflows(
    outcomes.flatMap(({ loaded }) => (loaded === undefined ? [] : [loaded])),
  );

  const local = outcomes.flatMap(({ used }) => [...used.keys()].filter(isLocal).map(fileOfAddress));
  const parts = new Set([...readers.flatMap((reader) => reader.files), ...local]);
  const syntax = parsed.flatMap((one) => one.diagnostics);
  const diagnostics = [
    ...syntax.filter(
      ({ code, file }) =>
        code !== 'unknown-document' || !(parts.has(file) || parts.has(posix.normalize(file))),
    ),
    ...readers.flatMap((reader) => reader.diagnostics),
    ...twins,
    ...outcomes.flatMap((outcome) => outcome.diagnostics),
    ...repeated,
  ];
  return {
    workflows: workflows.map(({ workflow }) => workflow),
    services,
    diagnostics: inOrder(diagnostics),
  };
}

async function readAll(
  documents: readonly ParsedDocument[],
  request: { readonly files: readonly SourceFile[]; readonly cacheFolder?: string },
): Promise<readonly (ReadService & { readonly path: string })[]> {
  const files = new Map(request.files.map(({ path, text }) => [path, text]));
  const paths = new Set(documents.filter(({ kind }) => kind === 'asyncapi').map(({ file }) => file));
  const read: (ReadService & { readonly path: string })[] = [];
  for (const path of paths) {
    const file = { path, text: files.get(path) ?? '' };
    const { cacheFolder: folder } = request;
    const result = await (folder === undefined
      ? readService({ file, files })
      : readCachedService({ file, files, folder }));
    read.push({ ...result, path });
  }
  return read;
}

/** Services are stored by the base name of their file, so two of the same name would overwrite each other. */
function distinctServices(readers: readonly (ReadService & { readonly path: string })[]) {
  const paths = new Map<string, string>();
  const services: Service[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { service, path } of readers) {
    if (service === undefined) continue;
    const first = paths.get(service.file);
    if (first === undefined) {
      paths.set(service.file, path);
      services.push(service);
    } else {
      diagnostics.push({
        code: 'duplicate-service',
        severity: 'error',
        message: `services are known by their file name, and ${first} has the same`,
        hint: 'rename one of the files',
        file: path,
        position: { line: 1, column: 1 },
        pointer: '',
      });
    }
  }
  return { services, diagnostics };
}

interface Surroundings {
  readonly services: readonly Service[];
  readonly resources: ReadonlyMap<string, GatheredResource>;
  readonly plugins: ReadonlySet<string>;
}

interface PlacedWorkflow {
  readonly workflow: LoadedWorkflow;
  readonly source: Workflow;
}

function loadWorkflow(
  document: ParsedDocument,
  { services, resources, plugins }: Surroundings,
): {
  readonly loaded?: PlacedWorkflow;
  readonly diagnostics: readonly Diagnostic[];
  readonly used: Pinned['used'];
} {
  const checked = checkWorkflow(document, plugins);
  const pinned = pinResources({ document, resources, plugins });
  const { used, functions } = pinned;
  const ofFunctions = [...functions.values()].flatMap((one) => checkFunction(one, document.value, plugins));
  const told = [...checked.diagnostics, ...pinned.diagnostics, ...ofFunctions];
  const { workflow: source } = checked;
  if (source === undefined || ofFunctions.some(({ severity }) => severity === 'error')) {
    return { diagnostics: [...told, ...furtherFindings(document, told, pinned, services)], used };
  }

  const operations = bindOperations(pinned.definition, services);
  const bindings = { ...operations.bindings, ...pinned.bindings };
  const compiled = compileWorkflow({ definition: source.definition, bindings });
  // The machine refuses a call without a binding too, and knows less about why.
  const said = new Set([
    ...[...operations.unbound].map((pointer) => join(pointer, 'with')),
    ...pinned.unresolved,
  ]);
  const all = [
    ...operations.findings,
    ...pinned.findings,
    ...compiled.findings.filter(({ pointer }) => !said.has(pointer)),
  ];
  const diagnostics = [...told, ...placeAll(all, document, pinned)];
  if (compiled.machine === undefined || diagnostics.some(({ severity }) => severity === 'error')) {
    return { diagnostics, used };
  }
  const { namespace, name, version } = source.definition.document;
  const id = { namespace, name, version };
  const { file, text } = source;
  const hash = hashOf(document.value, bindings);
  const stored = { ...id, hash, file, text, bindings, appliedAt: 0 };
  const workflow = { id, stored, machine: compiled.machine, pinned: [...new Set(used.values())] };
  return { loaded: { workflow, source }, diagnostics, used };
}

/** Findings in external functions stand in the files of these. */
function placeAll(
  findings: readonly Finding[],
  document: ParsedDocument,
  { functions }: Pinned,
): readonly Diagnostic[] {
  const functionOf = ({ pointer }: Finding) =>
    [...functions.keys()].find((one) => pointer === one || pointer.startsWith(`${one}/`));
  const own = findings.filter((finding) => functionOf(finding) === undefined);
  const others = [...functions].flatMap(([prefix, one]) =>
    place(
      findings
        .filter((finding) => functionOf(finding) === prefix)
        .map((finding) => ({ ...finding, pointer: finding.pointer.slice(prefix.length) })),
      one,
    ),
  );
  return [...place(own, document), ...others];
}

/** What the checks leave to the compiler. The rest of its findings would repeat theirs. */
const compilerCodes = new Set([
  'expression-syntax',
  'invalid-filter',
  'invalid-schema',
  'no-message',
  'not-supported',
  'reserved-name',
]);

/** Of a definition with errors, what the compiler and the catalog have to say about the parts that have none. */
function furtherFindings(
  document: ParsedDocument,
  diagnostics: readonly Diagnostic[],
  pinned: Pinned,
  services: readonly Service[],
): readonly Diagnostic[] {
  const definition = soundPart(
    document,
    diagnostics.filter(({ file }) => file === document.file),
  );
  if (definition === undefined) return [];
  const { bindings, findings, unbound } = bindOperations(toJson(definition), services);
  const said = new Set([...[...unbound].map((pointer) => join(pointer, 'with')), ...pinned.unresolved]);
  const compiled = compileWorkflow({
    definition,
    bindings: { ...bindings, ...soundBindings(pinned) },
  }).findings.filter(({ code, pointer }) => compilerCodes.has(code) && !said.has(pointer));
  return placeAll([...findings, ...pinned.findings, ...compiled], document, pinned);
}

/** A function with errors is not looked at further: its calls are bound to one that does nothing. */
function soundBindings({ bindings, functions }: Pinned): Readonly<Record<string, Json>> {
  const replaced = [...functions.keys()].map((pointer): [string, Json] => [
    pointer,
    { document: { set: { replaced: true } } },
  ]);
  return { ...bindings, ...Object.fromEntries(replaced) };
}

/** The same definition may come twice; two different ones of the same version may not. */
function distinctWorkflows(loaded: readonly PlacedWorkflow[]) {
  const first = new Map<string, PlacedWorkflow>();
  const diagnostics: Diagnostic[] = [];
  for (const one of loaded) {
    const { namespace, name, version } = one.workflow.id;
    const key = `${namespace}/${name}:${version}`;
    const other = first.get(key);
    if (other === undefined) first.set(key, one);
    else if (other.workflow.stored.hash !== one.workflow.stored.hash) {
      diagnostics.push({
        code: 'duplicate-workflow',
        severity: 'error',
        message: `workflow ${key} is also in ${other.source.file}, with other content`,
        hint: 'rename one of them, or raise its document.version',
        file: one.source.file,
        position: one.source.locate('/document'),
        pointer: '/document',
      });
    }
  }
  return { workflows: [...first.values()], diagnostics };
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const distinct = new Map(
    diagnostics.map((one) => [
      [one.file, one.position.line, one.position.column, one.code, one.message].join('\n'),
      one,
    ]),
  );
  return [...distinct.values()].sort(byPlace);
}

function byPlace(left: Diagnostic, right: Diagnostic): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.position.line - right.position.line || left.position.column - right.position.column;
}
