import { isObject, type Json, type JsonObject } from '../../../json/json.ts';
import { WorkflowError } from '../../../problem/problem.ts';
import type { EngineApi } from './engine-api.ts';

/** An image as it is on this machine, as far as it matters for starting it. */
export interface Image {
  readonly reference: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
}

/**
 * Gets an image by the task's `pullPolicy` (default `ifNotPresent`). The engine pulls with its own configuration only;
 * eventctl sends it no registry's credentials.
 * @throws WorkflowError `runtime` when it cannot be had.
 */
export async function provideImage(
  api: EngineApi,
  name: string,
  policy: string,
  signal: AbortSignal,
): Promise<Image> {
  const reference = fullReference(name);
  const present = policy === 'always' ? undefined : await inspect(api, reference, signal);
  if (present !== undefined) return present;
  if (policy === 'never') {
    throw WorkflowError.of('runtime', 'No such image', `${reference} is not here, and pullPolicy is never`);
  }
  await pull(api, reference, signal);
  const pulled = await inspect(api, reference, signal);
  if (pulled !== undefined) return pulled;
  throw WorkflowError.of('runtime', 'No such image', `${reference} was pulled and is not here`);
}

/** An engine takes a name without a tag for all tags. */
function fullReference(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return /[:@]/.test(last) ? name : `${name}:latest`;
}

async function inspect(api: EngineApi, reference: string, signal: AbortSignal): Promise<Image | undefined> {
  const path = `/images/${reference.split('/').map(encodeURIComponent).join('/')}/json`;
  const { status, body } = await api.ask({ method: 'GET', path, accept: [404] }, signal);
  if (status === 404) return undefined;
  const config = isObject(body) && isObject(body['Config']) ? body['Config'] : {};
  return { reference, entrypoint: list(config, 'Entrypoint'), command: list(config, 'Cmd') };
}

/** The answer to a pull is its progress, a JSON document a line; its status is 200 even when it fails later. */
async function pull(api: EngineApi, reference: string, signal: AbortSignal): Promise<void> {
  const query = { fromImage: reference };
  const progress = await api.ask({ method: 'POST', path: '/images/create', query }, signal);
  const lines = typeof progress.body === 'string' ? progress.body.split('\n') : [];
  const failure = [progress.body, ...lines.map(parse)].map(errorOf).find((error) => error !== undefined);
  if (failure === undefined) return;
  throw WorkflowError.of('runtime', 'The image was not pulled', `${reference}: ${failure}`);
}

function errorOf(line: Json): string | undefined {
  return isObject(line) && typeof line['error'] === 'string' ? line['error'] : undefined;
}

function parse(line: string): Json {
  if (line.trim() === '') return null;
  const value: Json = JSON.parse(line);
  return value;
}

function list(config: JsonObject, name: string): readonly string[] {
  const value = config[name];
  return Array.isArray(value) ? (value as readonly Json[]).map(String) : [];
}
