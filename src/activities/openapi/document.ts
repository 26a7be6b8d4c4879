import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { type Pointer, resolve } from '../../json/pointer.ts';
import { invalidDocument, suggestion } from './invalid.ts';

/** Parsed documents that are kept; the one that was used least recently goes first. */
const capacity = 16;
/** References that lead from one to the next. */
const maxHops = 32;

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/** Where an operation stands in its document. */
export interface Located {
  readonly path: string;
  /** In lower case. */
  readonly method: string;
  readonly item: JsonObject;
  readonly operation: JsonObject;
}

/** An OpenAPI 3.0 or 3.1 or Swagger 2.0 document. */
export class ApiDocument {
  readonly root: JsonObject;
  readonly version: 2 | 3;
  readonly #operations = new Map<string, Located[]>();

  constructor(value: unknown) {
    if (!isObject(value)) throw invalidDocument('the document is no map');
    this.root = value;
    this.version = versionOf(value);
    for (const [path, given] of Object.entries(objectOf(value['paths']))) {
      if (!path.startsWith('/')) continue;
      const item = this.follow(given);
      for (const method of methods) {
        const operation = item[method];
        if (!isObject(operation)) continue;
        const id = operation['operationId'];
        if (typeof id !== 'string') continue;
        const same = this.#operations.get(id);
        const located = { path, method, item, operation };
        if (same === undefined) this.#operations.set(id, [located]);
        else same.push(located);
      }
    }
  }

  /** @throws WorkflowError `configuration` when there is none of that name, or more than one. */
  find(id: string): Located {
    const [found, second] = this.#operations.get(id) ?? [];
    if (found === undefined) {
      const known = [...this.#operations.keys()];
      throw invalidDocument(`there is no operation ${id}; ${suggestion(id, known)}`);
    }
    if (second === undefined) return found;
    throw invalidDocument(
      `the operation ${id} is there twice: ${found.method} ${found.path}, ${second.method} ${second.path}`,
    );
  }

  /**
   * The object that stands somewhere, or the one that it refers to within the document; an empty one for nothing.
   * @throws WorkflowError `configuration` for a reference to another document, to nothing, or in a circle.
   */
  follow(value: Json | undefined): JsonObject {
    let found: Json | undefined = value;
    for (let hop = 0; hop <= maxHops; hop++) {
      const target = objectOf(found)['$ref'];
      if (typeof target !== 'string') return objectOf(found);
      found = resolve(this.root, pointerOf(target));
      if (found === undefined) throw invalidDocument(`the reference ${target} leads to nothing`);
    }
    throw invalidDocument(`the reference ${JSON.stringify(objectOf(value)['$ref'])} leads in a circle`);
  }
}

/** Reads the text of a document, YAML or JSON; the same text is parsed once. */
export function createDocuments(): { read(text: string, uri: string): Promise<ApiDocument> } {
  const kept = new Map<string, ApiDocument>();
  return {
    async read(text, uri) {
      const document = kept.get(text) ?? new ApiDocument(await parse(text, uri));
      kept.delete(text);
      kept.set(text, document);
      const [oldest] = kept.keys();
      if (kept.size > capacity && oldest !== undefined) kept.delete(oldest);
      return document;
    },
  };
}

/** What a list holds; nothing for what is none. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** What a map holds; nothing for what is none. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** @throws WorkflowError `configuration` when it is neither YAML nor JSON. */
async function parse(text: string, uri: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    // YAML takes nearly all of JSON too, many times slower.
  }
  const yaml = await import('yaml');
  try {
    return yaml.parse(text);
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    throw invalidDocument(`${uri} is neither JSON nor YAML: ${why}`);
  }
}

function versionOf({ swagger, openapi }: JsonObject): 2 | 3 {
  if (String(swagger) === '2' || String(swagger) === '2.0') return 2;
  if (typeof openapi === 'string' && /^3\.[01](\.|$)/.test(openapi)) return 3;
  const found = openapi ?? swagger;
  throw invalidDocument(
    found === undefined
      ? 'the document says neither `openapi` nor `swagger`'
      : `OpenAPI ${JSON.stringify(found)} is not supported yet; 2.0, 3.0 and 3.1 are`,
  );
}

/** A local reference is a JSON pointer as the fragment of a URI. */
function pointerOf(target: string): Pointer {
  if (!/^#(\/|$)/.test(target)) {
    throw invalidDocument(
      `the reference ${target} leaves the document, which is not supported yet; bundle it into one file`,
    );
  }
  try {
    return decodeURIComponent(target.slice(1));
  } catch {
    throw invalidDocument(`the reference ${target} is no URI`);
  }
}
