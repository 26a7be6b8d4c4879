import { readFile, stat } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { type Credentials, readCredentials } from '../authentication/index.ts';
import { decodeUtf8, type SourceFile } from '../dsl/index.ts';
import { isObject, type Json, own } from '../json/json.ts';
import { resolve } from '../json/pointer.ts';
import { maxResourceBytes, type Resources } from '../resources/index.ts';
import { defaultCatalog, fileOfAddress, isRemote } from './address.ts';
import { type GatheredResource, pinResources, type Wanted } from './pin.ts';
import { readDefinitions } from './read.ts';

/** Rounds of reading: each may find that what was read names more. */
const maxRounds = 32;
/** Resources that one application may bring along. */
const maxCount = 500;

/**
 * Reads what workflows name outside of themselves and must be known when they are applied: local files relative to the
 * workflow's, functions and schemas from the network and from catalogs, and what these name in turn. It is done in the
 * process of whoever applies them, because only this one may read its files; the result goes to `loadDefinitions`.
 * What cannot be read is part of the result: it becomes a diagnostic at its place.
 */
export async function gatherResources(request: {
  readonly files: readonly SourceFile[];
  readonly resources: Resources;
  /** The folder that stands for the catalog `default`: it has a folder `functions`. */
  readonly defaultCatalog?: string;
  /** Call names of plug-ins. */
  readonly plugins?: readonly string[];
  readonly signal?: AbortSignal;
}): Promise<readonly GatheredResource[]> {
  const { signal = new AbortController().signal } = request;
  const plugins = new Set(request.plugins ?? []);
  const gathered = new Map<string, GatheredResource>();
  const documents = request.files
    .flatMap((file) => readDefinitions(file).documents)
    .filter(({ kind }) => kind === 'workflow');
  for (let round = 0; round < maxRounds; round++) {
    const wanted = documents.flatMap((document) =>
      pinResources({ document, resources: gathered, plugins }).wanted.map((one) => ({ ...one, document })),
    );
    const open = new Map(wanted.map((one) => [one.address, one]));
    if (open.size === 0) break;
    if (gathered.size + open.size > maxCount) {
      const problem = `workflows may name ${maxCount} resources at most`;
      for (const address of open.keys()) gathered.set(address, { address, problem });
      break;
    }
    await Promise.all(
      [...open.values()].map(async ({ document, ...one }) => {
        gathered.set(one.address, await readOne(one, document.value, { ...request, signal }));
      }),
    );
  }
  return [...gathered.values()];
}

interface Reading {
  readonly resources: Resources;
  readonly defaultCatalog?: string;
  readonly signal: AbortSignal;
}

async function readOne(wanted: Wanted, definition: Json, reading: Reading): Promise<GatheredResource> {
  const { address } = wanted;
  try {
    if (!isRemote(address)) return { address, text: await readLocal(address, reading.defaultCatalog) };
    const credentials = credentialsOf(wanted.authentication, definition);
    const { text } = await reading.resources.read(
      { uri: address, ...(credentials === undefined ? {} : { credentials }) },
      reading.signal,
    );
    return { address, text };
  } catch (error) {
    reading.signal.throwIfAborted();
    return { address, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function readLocal(address: string, catalog: string | undefined): Promise<string> {
  const path = address.startsWith(defaultCatalog) ? inCatalog(address, catalog) : fileOfAddress(address);
  let bytes: Uint8Array;
  try {
    const found = await stat(path);
    // A device or a pipe may have no end.
    if (!found.isFile()) throw new Error('it is no file');
    if (found.size > maxResourceBytes) throw new Error(`it is larger than ${maxResourceBytes} bytes`);
    bytes = await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw code === 'ENOENT' || code === 'ENOTDIR' ? new Error(`there is no ${path}`) : error;
  }
  const text = decodeUtf8({ path, bytes });
  if (typeof text !== 'string') throw new Error(text.message);
  return text;
}

function inCatalog(address: string, catalog: string | undefined): string {
  if (catalog === undefined) {
    throw new Error('the catalog "default" is a folder that --functions or EVENTCTL_FUNCTIONS names');
  }
  const path = joinPath('/', decodeURIComponent(new URL(address).pathname));
  return joinPath(catalog, path);
}

/** Secrets belong to workers, and expressions to instances: neither is known when a workflow is applied. */
function credentialsOf(given: Json | undefined, definition: Json): Credentials | undefined {
  if (given === undefined) return undefined;
  const name = typeof given === 'string' ? given : isObject(given) ? given['use'] : undefined;
  const named = resolve(definition, '/use/authentications');
  const policy = typeof name === 'string' && isObject(named) ? own(named, name) : given;
  if (policy === undefined || /\$\{|"use":/.test(JSON.stringify(policy))) {
    throw new Error(
      'it is read when the workflow is applied, so its authentication cannot use secrets or expressions',
    );
  }
  return readCredentials(policy);
}
