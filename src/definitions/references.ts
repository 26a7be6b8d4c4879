import { isObject, type Json, own } from '../json/json.ts';
import { join, type Pointer, resolve } from '../json/pointer.ts';
import { rawUrl } from '../resources/index.ts';
import { defaultCatalog, isLocal, isRemote, resolveAddress } from './address.ts';
import { tasksOf } from './tasks.ts';

/** Something outside of a definition that it names. */
export interface Reference {
  /** Of the external resource; of the `call` for a function. */
  readonly pointer: Pointer;
  /** Where the definition names it. */
  readonly at: Pointer;
  readonly kind: 'schema' | 'function' | 'text';
  readonly address: string;
  /** How to authenticate, as the definition has it. */
  readonly authentication?: Json;
}

/** What the definition names in a way that cannot be followed. */
export interface BadReference {
  readonly pointer: Pointer;
  readonly at: Pointer;
  readonly message: string;
  readonly hint?: string;
}

/** Where parts of a task stand that have schemas. */
const staged: readonly (readonly string[])[] = [[], ['foreach'], ['with', 'subscription', 'foreach']];

/** External resources of which a task reads the text, local ones when the workflow is applied. */
const texts: readonly (readonly string[])[] = [
  ['with', 'proto'],
  ['with', 'agentCard'],
  ['run', 'script', 'source'],
];

/**
 * Everything that a definition (with its external functions under `use.functions`) names outside of itself.
 * `baseOf` is the address of the text in which a part of the definition stands; `plugins` are call names to leave.
 */
export function referencesOf(
  definition: Json,
  baseOf: (pointer: Pointer) => string,
  plugins: ReadonlySet<string>,
): readonly (Reference | BadReference)[] {
  const schemas = ['/input', '/output'].flatMap((stage) => schemaOf(definition, stage));
  const tasks = tasksOf(definition).flatMap(({ pointer, task }) => [
    ...staged.flatMap((path) =>
      ['input', 'output', 'export'].flatMap((stage) => schemaOf(definition, join(pointer, ...path, stage))),
    ),
    ...(task['call'] === 'openapi' ? [join(pointer, 'with', 'document')] : []),
    ...texts.map((path) => join(pointer, ...path)),
  ]);
  const resources = [...schemas, ...tasks].flatMap((pointer) =>
    resourceAt(pointer, resolve(definition, pointer), baseOf(pointer)),
  );
  const calls = tasksOf(definition).flatMap(({ pointer, task }) => {
    const { call } = task;
    if (typeof call !== 'string' || plugins.has(call)) return [];
    return callOf(join(pointer, 'call'), call, definition, baseOf);
  });
  return [...resources, ...calls];
}

function schemaOf(definition: Json, stage: Pointer): Pointer[] {
  const pointer = join(stage, 'schema', 'resource');
  return resolve(definition, pointer) === undefined ? [] : [pointer];
}

/** A schema is always read when the workflow is applied; of the others those that are local. */
function resourceAt(
  pointer: Pointer,
  resource: Json | undefined,
  base: string,
): readonly (Reference | BadReference)[] {
  const isSchema = pointer.endsWith('/schema/resource');
  const { uri, authentication } = endpointOf(resource);
  if (uri === undefined) return [];
  const at = join(pointer, 'endpoint');
  if (/[{}]/.test(uri)) {
    if (!isSchema) return [];
    const message = 'a schema is read when the workflow is applied, so its address cannot be computed';
    return [{ pointer, at, message }];
  }
  const address = resolveAddress(uri, base);
  if (address === undefined || refusedFor(address, base)) return [{ pointer, at, ...unreadable(uri, base) }];
  return [
    {
      pointer,
      at,
      kind: isSchema ? 'schema' : 'text',
      address,
      ...(authentication === undefined ? {} : { authentication }),
    },
  ];
}

/** `call` of something that is neither a kind of call nor in `use.functions`. */
function callOf(
  pointer: Pointer,
  call: string,
  definition: Json,
  baseOf: (pointer: Pointer) => string,
): readonly (Reference | BadReference)[] {
  const functions = resolve(definition, '/use/functions');
  if (isObject(functions) && own(functions, call) !== undefined) return [];
  const [, name, version, catalog = 'default'] =
    /^([^:@\s/]+):([^:@\s/]+?)(?:@([^:@\s/]+))?$/.exec(call) ?? [];
  if (name !== undefined && version !== undefined) {
    const path = `functions/${name}/${version}/function.yaml`;
    const found = catalogOf(catalog, definition, baseOf(''));
    if (found === undefined) return [];
    if ('message' in found) return [{ pointer, at: join('/use/catalogs', catalog, 'endpoint'), ...found }];
    const { address, authentication } = found;
    return [
      {
        pointer,
        at: pointer,
        kind: 'function',
        address: within(address, path),
        ...(authentication === undefined ? {} : { authentication }),
      },
    ];
  }
  if (!/^(https?|file):|^\.{0,2}\/|\.(ya?ml|json)$/.test(call)) return [];
  const base = baseOf(pointer);
  const address = resolveAddress(call, base);
  if (address === undefined || refusedFor(address, base))
    return [{ pointer, at: pointer, ...unreadable(call, base) }];
  return [{ pointer, at: pointer, kind: 'function', address: functionFile(address) }];
}

/** The address of a catalog and how to authenticate there; a catalog named `default` hides the operator's. */
function catalogOf(
  name: string,
  definition: Json,
  base: string,
):
  | { readonly address: string; readonly authentication?: Json | undefined }
  | { readonly message: string; readonly hint?: string }
  | undefined {
  const catalog = resolve(definition, join('/use/catalogs', name));
  if (catalog === undefined) return name === 'default' ? { address: defaultCatalog } : undefined;
  const { uri = '', authentication } = endpointOf(catalog);
  if (/[{}]/.test(uri)) {
    return {
      message:
        'functions are read when the workflow is applied, so the address of a catalog cannot be computed',
    };
  }
  const address = resolveAddress(uri, base);
  if (address === undefined || refusedFor(address, base)) return unreadable(uri, base);
  return { address, authentication };
}

/** A path below an address; a query stays behind it. */
function within(address: string, path: string): string {
  const url = raw(address);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
  return url.href;
}

/** A folder stands for its `function.yaml`. */
function functionFile(address: string): string {
  return /\.(ya?ml|json)$/.test(raw(address).pathname) ? raw(address).href : within(address, 'function.yaml');
}

function raw(address: string): URL {
  const url = new URL(address);
  return isRemote(address) ? rawUrl(url) : url;
}

/** An external resource is `{ endpoint }`, where the endpoint is an address or `{ uri, authentication }`. */
function endpointOf(resource: Json | undefined): { readonly uri?: string; readonly authentication?: Json } {
  const endpoint = isObject(resource) ? resource['endpoint'] : undefined;
  if (typeof endpoint === 'string') return { uri: endpoint };
  if (!isObject(endpoint) || typeof endpoint['uri'] !== 'string') return {};
  const { uri, authentication } = endpoint;
  return { uri, ...(authentication === undefined ? {} : { authentication }) };
}

/** What came over the network cannot name files, and nothing but web addresses and files is read. */
export function refusedFor(address: string, base: string): boolean {
  if (isLocal(address)) return !isLocal(base);
  return !isRemote(address) && !(address.startsWith(defaultCatalog) && base.startsWith(defaultCatalog));
}

function unreadable(uri: string, base: string): { readonly message: string; readonly hint: string } {
  return {
    message: `${JSON.stringify(uri)} cannot be read from here`,
    hint: isLocal(base)
      ? 'name a file, relative to this one, or an http or https address'
      : 'what comes from a catalog or over the network names no local files: use a relative or an https address',
  };
}
