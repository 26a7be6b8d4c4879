import { nearest } from '../../../problem/nearest.ts';
import type { Definition, Node } from '../ast.ts';
import { builtin, builtinNames, builtinSource, refusal } from '../builtins/index.ts';
import { type Code, single, weighing } from '../code.ts';
import { type Found, type FunctionCode, find, type Name, type Names } from '../names.ts';
import { ancestor } from '../run.ts';
import type { Context } from './context.ts';
import { callFunction, callParameter, defineFunction } from './function.ts';

/** `$name`: bound inside the filter, or read from the scope. */
export function compileVariable(node: Node & { kind: 'variable' }, names: Names, context: Context): Code {
  const found = find(names, (name) => name.kind === 'value' && name.name === node.name);
  if (found !== undefined) return readValue(found.links);
  const global = context.global(node.name);
  if (global !== undefined) return global;
  if (node.name === 'ENV')
    throw context.error(node.at, '$ENV is not available: an expression has no environment');
  const near = nearest(node.name, [...context.globals, ...valuesOf(names)]);
  const hint = near === undefined ? undefined : `did you mean $${near}?`;
  throw context.error(node.at, `$${node.name} is not defined`, hint);
}

function readValue(links: number): Code {
  if (links === 0) return single((_, frame) => frame.value);
  if (links === 1) return single((_, frame) => (frame.parent ?? frame).value);
  return single((_, frame) => ancestor(frame, links).value);
}

function valuesOf(names: Names): string[] {
  const found: string[] = [];
  for (let name = names; name !== undefined; name = name.parent) {
    if (name.kind === 'value') found.push(name.name);
  }
  return found;
}

/** A builtin may have several calls of its own between those of its arguments. */
const BUILTIN_WEIGHT = 8;

/** `name` or `name(a; b)`: a parameter, a function of the filter, or a builtin. */
export function compileCall(node: Node & { kind: 'call' }, names: Names, context: Context): Code {
  const arity = node.args.length;
  const found = find(names, (name) => isCallable(name, node.name, arity));
  if (found !== undefined) return callFound(found, node, names, context);
  const args = () => node.args.map((arg) => context.compile(arg, names));
  const native = builtin(node.name, arity);
  if (native !== undefined) return weighing(BUILTIN_WEIGHT, native(args()).copy());
  const written = builtinSource(node.name, arity);
  if (written !== undefined) {
    return callFunction(writtenBuiltin(written), 'root', args(), context);
  }
  throw unknown(node, names, context);
}

function isCallable(name: Name, wanted: string, arity: number): boolean {
  switch (name.kind) {
    case 'function':
      return name.defined.definition.name === wanted && name.defined.definition.parameters.length === arity;
    case 'filter':
      return arity === 0 && name.name === wanted;
    case 'value':
      return arity === 0 && name.parameter && name.name === wanted;
    case 'label':
      return false;
  }
}

function callFound(
  { name, links }: Found,
  node: Node & { kind: 'call' },
  names: Names,
  context: Context,
): Code {
  if (name.kind === 'value') return readValue(links);
  if (name.kind === 'filter') return callParameter(links, name.one);
  if (name.kind === 'label') throw new Error('a label was called');
  return callFunction(
    name.defined,
    links,
    node.args.map((arg) => context.compile(arg, names)),
    context,
  );
}

/** Builtins written in jq, compiled once for all filters: they see nothing but other builtins. */
const compiledBuiltins = new Map<Definition, FunctionCode>();

function writtenBuiltin(definition: Definition): FunctionCode {
  const known = compiledBuiltins.get(definition);
  if (known !== undefined) return known;
  const defined = defineFunction(definition, undefined);
  compiledBuiltins.set(definition, defined);
  return defined;
}

function unknown(node: Node & { kind: 'call' }, names: Names, context: Context): Error {
  const { name, args, at } = node;
  const refused = refusal(name);
  if (refused !== undefined) return context.error(at, `${name} is not available: ${refused}`);
  const wanted = `${name}/${args.length}`;
  const known = [...builtinNames(), ...functionsOf(names)];
  const arities = known.filter((candidate) => candidate.startsWith(`${name}/`));
  if (arities.length > 0) {
    return context.error(at, `${wanted} is not defined`, `there is ${arities.join(', ')}`);
  }
  const near = nearest(name, new Set(known.map((candidate) => candidate.replace(/\/\d+$/, ''))));
  return context.error(
    at,
    `${wanted} is not defined`,
    near === undefined ? undefined : `did you mean ${near}?`,
  );
}

function functionsOf(names: Names): string[] {
  const found: string[] = [];
  for (let name = names; name !== undefined; name = name.parent) {
    if (name.kind === 'filter') found.push(`${name.name}/0`);
    if (name.kind === 'function') {
      found.push(`${name.defined.definition.name}/${name.defined.definition.parameters.length}`);
    }
  }
  return found;
}
