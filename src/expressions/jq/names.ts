import type { Definition } from './ast.ts';
import type { Code } from './code.ts';

/**
 * What the compiler knows of a frame chain: which names stand on it and how many links up. Functions take no link of
 * their own; they only mark the place where they were defined.
 */
export type Names = Name | undefined;

export type Name = { readonly parent: Names } & (
  | { readonly kind: 'value'; readonly name: string; readonly parameter: boolean }
  | { readonly kind: 'filter'; readonly name: string; readonly one: boolean }
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'function'; readonly defined: FunctionCode }
);

/** A function, compiled once for each kind of arguments that it is called with. */
export interface FunctionCode {
  readonly definition: Definition;
  /** What it sees besides itself and its parameters. */
  readonly place: Names;
  readonly variants: Map<string, Variant>;
  /** Calls of itself inside itself are known not to have exactly one output. */
  branches: boolean;
}

/** A function while and after it is compiled. Until then, calls inside itself are bound late. */
export interface Variant {
  code: Code | undefined;
  /** Calls of itself inside itself are taken to have exactly one output. */
  readonly hopeful: boolean;
  /** It has such calls. */
  recursive: boolean;
}

export interface Found {
  readonly name: Name;
  readonly links: number;
}

/** Finds a name, innermost first. */
export function find(names: Names, wanted: (name: Name) => boolean): Found | undefined {
  let links = 0;
  for (let name = names; name !== undefined; name = name.parent) {
    if (wanted(name)) return { name, links };
    if (name.kind !== 'function') links++;
  }
  return undefined;
}
