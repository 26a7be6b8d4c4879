import { type ParsedDocument, parseFile, place } from '../dsl/index.ts';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { join, type Pointer, resolve } from '../json/pointer.ts';
import type { Diagnostic, Finding } from '../problem/diagnostic.ts';
import { addressOfFile, isRemote, nameOfAddress, uriOf } from './address.ts';
import { type BadReference, type Reference, referencesOf, refusedFor } from './references.ts';
import { schemaReferences } from './schema-references.ts';
import { tasksOf } from './tasks.ts';

/** A resource that was read, or why it was not. `address` as `gatherResources` makes it. */
export interface GatheredResource {
  readonly address: string;
  readonly text?: string;
  readonly problem?: string;
}

/** A resource that a definition needs and nobody has read yet. */
export interface Wanted {
  readonly address: string;
  readonly authentication?: Json;
}

/** A definition together with what it names outside of itself. */
export interface Pinned {
  /** With every external function under `use.functions`, by its URI. */
  readonly definition: Json;
  /** For the machine; part of what the definition is. */
  readonly bindings: Readonly<Record<Pointer, Json>>;
  readonly findings: readonly Finding[];
  /** Pointers of which a finding has said already that nothing is there. */
  readonly unresolved: ReadonlySet<Pointer>;
  /** About the files of functions and schemas. */
  readonly diagnostics: readonly Diagnostic[];
  /** The documents of external functions by the pointer of the function. */
  readonly functions: ReadonlyMap<Pointer, ParsedDocument>;
  /** What was read, by address, with the URI that it is known by. */
  readonly used: ReadonlyMap<string, string>;
  readonly wanted: readonly Wanted[];
}

const tooMany: Finding = {
  code: 'too-many',
  pointer: '',
  message: 'a function or a schema is the only document of its file',
};

/** Call kinds of plug-ins are bound by their names. */
export function pinResources(request: {
  readonly document: ParsedDocument;
  readonly resources: ReadonlyMap<string, GatheredResource>;
  readonly plugins: ReadonlySet<string>;
}): Pinned {
  return new Pinning(request).result();
}

class Pinning {
  readonly #workflow: string;
  readonly #value: Json;
  readonly #resources: ReadonlyMap<string, GatheredResource>;
  readonly #plugins: ReadonlySet<string>;
  readonly #bindings: Record<Pointer, Json> = {};
  readonly #findings: Finding[] = [];
  readonly #unresolved = new Set<Pointer>();
  readonly #diagnostics: Diagnostic[] = [];
  readonly #functions = new Map<Pointer, ParsedDocument>();
  /** Addresses of external functions by the pointer of the function. */
  readonly #places = new Map<Pointer, string>();
  readonly #documents = new Map<string, ParsedDocument | undefined>();
  readonly #used = new Map<string, string>();
  readonly #wanted = new Map<string, Wanted>();

  constructor(request: Parameters<typeof pinResources>[0]) {
    this.#workflow = addressOfFile(request.document.file);
    this.#value = request.document.value;
    this.#resources = request.resources;
    this.#plugins = request.plugins;
  }

  result(): Pinned {
    const seen = new Set<Pointer>();
    // A function may name further ones; each round looks at what the one before has added.
    for (let before = -1; before < this.#functions.size; ) {
      before = this.#functions.size;
      const references = referencesOf(this.#definition(), (pointer) => this.#base(pointer), this.#plugins);
      for (const reference of references.filter(({ pointer }) => !seen.has(pointer))) {
        seen.add(reference.pointer);
        this.#pin(reference);
      }
    }
    const definition = this.#definition();
    this.#bindPlugins(definition);
    return {
      definition,
      bindings: this.#bindings,
      findings: this.#findings,
      unresolved: this.#unresolved,
      diagnostics: this.#diagnostics,
      functions: this.#functions,
      used: this.#used,
      wanted: [...this.#wanted.values()],
    };
  }

  #definition(): Json {
    if (this.#functions.size === 0 || !isObject(this.#value)) return this.#value;
    const { use = {} } = this.#value;
    const given = isObject(use) ? use['functions'] : undefined;
    const external = [...this.#functions].map(([pointer, { value }]): [string, Json] => [
      this.#uri(this.#places.get(pointer) ?? ''),
      value,
    ]);
    return {
      ...this.#value,
      use: {
        ...(isObject(use) ? use : {}),
        functions: { ...(isObject(given) ? given : {}), ...Object.fromEntries(external) },
      },
    };
  }

  /** The address of the text in which a part of the definition stands. */
  #base(pointer: Pointer): string {
    const [place] = [...this.#places].filter(([one]) => pointer === one || pointer.startsWith(`${one}/`));
    return place?.[1] ?? this.#workflow;
  }

  #uri(address: string): string {
    return uriOf(address, this.#workflow);
  }

  #pin(reference: Reference | BadReference): void {
    if (!('kind' in reference)) {
      const { at, message, hint } = reference;
      this.#miss(reference.pointer, at, message, hint);
      return;
    }
    const { pointer, kind, address } = reference;
    const uri = this.#uri(address);
    if (kind === 'text' && isRemote(address)) {
      // Read when the task runs; only what is relative to a function must be known to the machine.
      if (isRemote(this.#base(pointer))) this.#bindings[pointer] = { uri };
      return;
    }
    const text = this.#text(reference);
    if (text === undefined) return;
    if (kind === 'text') this.#bindings[pointer] = { uri, text };
    else if (kind === 'schema') this.#pinSchema(reference, text);
    else this.#pinFunction(reference, text);
  }

  #pinFunction({ pointer, address }: Reference, text: string): void {
    const uri = this.#uri(address);
    const at = join('/use/functions', uri);
    this.#bindings[pointer] = { uri };
    if (this.#functions.has(at)) return;
    const document = this.#document(address, text);
    if (document === undefined) {
      this.#unresolved.add(pointer);
      return;
    }
    this.#bindings[at] = { uri, document: document.value };
    this.#functions.set(at, document);
    this.#places.set(at, address);
  }

  #pinSchema(reference: Reference, text: string): void {
    const { pointer, address } = reference;
    const document = this.#document(address, text);
    const others = new Map<string, Json>();
    const open = document === undefined ? [] : [{ address, value: document.value }];
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      for (const other of schemaReferences(next.value, next.address)) {
        if (other === address || others.has(this.#uri(other))) continue;
        const value = this.#referenced(reference, other, next.address);
        if (value === undefined) continue;
        others.set(this.#uri(other), value);
        open.push({ address: other, value });
      }
    }
    if (document === undefined) this.#unresolved.add(pointer);
    else {
      this.#bindings[pointer] = {
        uri: this.#uri(address),
        document: document.value,
        ...(others.size === 0 ? {} : { references: Object.fromEntries(others) }),
      };
    }
  }

  /** What a `$ref` of a schema names. */
  #referenced({ pointer, at, kind }: Reference, address: string, base: string): Json | undefined {
    if (refusedFor(address, base)) {
      this.#miss(
        pointer,
        at,
        `the schema ${this.#uri(base)} refers to ${address}, which cannot be read from there`,
        'a $ref names a file beside a local schema, or an http or https address',
      );
      return undefined;
    }
    const text = this.#text({ pointer, at, kind, address });
    const document = text === undefined ? undefined : this.#document(address, text);
    if (text !== undefined && document === undefined) this.#unresolved.add(pointer);
    return document?.value;
  }

  /** The text at an address; without one it is noted what is missing. */
  #text({ pointer, at, address, authentication }: Reference): string | undefined {
    const found = this.#resources.get(address);
    const uri = this.#uri(address);
    if (found?.text !== undefined) {
      this.#used.set(address, uri);
      return found.text;
    }
    if (found === undefined) {
      this.#wanted.set(address, {
        address,
        ...(authentication === undefined ? {} : { authentication }),
      });
    }
    const why =
      found?.problem ?? 'it did not come along; eventctl apply reads it and sends it with the workflow';
    this.#miss(pointer, at, `${uri} was not read: ${why}`);
    return undefined;
  }

  /** The one document of a resource; what is wrong with it as YAML or JSON is told once. */
  #document(address: string, text: string): ParsedDocument | undefined {
    if (!this.#documents.has(address)) {
      const { documents, diagnostics } = parseFile({ path: nameOfAddress(address), text });
      // Functions and schemas are no documents of their own.
      const [, second] = documents;
      const wrong = [
        ...diagnostics.filter(({ code }) => code !== 'unknown-document'),
        ...(second === undefined ? [] : place([tooMany], second)),
      ];
      this.#diagnostics.push(...wrong);
      this.#documents.set(address, wrong.length > 0 ? undefined : documents[0]);
    }
    return this.#documents.get(address);
  }

  #miss(pointer: Pointer, at: Pointer, message: string, hint?: string): void {
    this.#unresolved.add(pointer);
    this.#findings.push({
      code: 'unreadable-resource',
      pointer: at,
      message,
      ...(hint === undefined ? {} : { hint }),
    });
  }

  #bindPlugins(definition: Json): void {
    const functions = resolve(definition, '/use/functions');
    const named: JsonObject = isObject(functions) ? functions : {};
    for (const { pointer, task } of tasksOf(definition)) {
      const { call } = task;
      if (typeof call !== 'string' || !this.#plugins.has(call) || Object.hasOwn(named, call)) continue;
      this.#bindings[join(pointer, 'call')] = { plugin: call };
    }
  }
}
