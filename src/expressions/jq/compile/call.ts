import type { Json } from '../../../json/json.ts';
import { nearest } from '../../../problem/nearest.ts';
import type { Definition, Node } from '../ast.ts';
import { builtin, builtinNames, builtinSource, refusal } from '../builtins/index.ts';
import { type Code, type Each, type EachPath, many, single } from '../code.ts';
import { type Found, type FunctionCode, find, type Name, type Names } from '../names.ts';
import { ancestor, Frame } from '../run.ts';
import type { Context } from './context.ts';

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

/** `def …; body`. */
export function compileDefine(node: Node & { kind: 'define' }, names: Names, context: Context): Code {
  const defined: FunctionCode = { definition: node.definition, code: undefined };
  const inner: Names = { kind: 'function', defined, parent: names };
  compileFunction(defined, inner, context);
  return context.compile(node.body, inner);
}

/** Compiles a function's body. Its parameters stand on the chain above the place of its definition. */
function compileFunction(defined: FunctionCode, place: Names, context: Context): Code {
  const names = defined.definition.parameters.reduce<Names>(
    (parent, { name, value }): Name =>
      value ? { kind: 'value', name, parameter: true, parent } : { kind: 'filter', name, parent },
    place,
  );
  const code = context.compile(defined.definition.body, names);
  defined.code = code;
  return code;
}

/** `name` or `name(a; b)`: a parameter, a function of the filter, or a builtin. */
export function compileCall(node: Node & { kind: 'call' }, names: Names, context: Context): Code {
  const arity = node.args.length;
  const found = find(names, (name) => isCallable(name, node.name, arity));
  if (found !== undefined) return callFound(found, node, names, context);
  const args = () => node.args.map((arg) => context.compile(arg, names));
  const native = builtin(node.name, arity);
  if (native !== undefined) return native(args());
  const written = builtinSource(node.name, arity);
  if (written !== undefined) {
    return callFunction(compileBuiltin(written, context), 'root', args());
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
  if (name.kind === 'filter') return callParameter(links);
  if (name.kind === 'label') throw new Error('a label was called');
  return callFunction(
    name.defined,
    links,
    node.args.map((arg) => context.compile(arg, names)),
  );
}

/** Runs the filter that was given for a parameter, in the frame where it was written. */
function callParameter(links: number): Code {
  const given = (frame: Frame) => {
    const { code, home } = ancestor(frame, links);
    if (code === undefined || home === undefined) throw new Error('a filter parameter is missing');
    frame.run.step();
    return { code, home };
  };
  return {
    ...many(
      (input, frame, emit) => {
        const { code, home } = given(frame);
        return code.each(input, home, emit);
      },
      (path, input, frame, emit) => {
        const { code, home } = given(frame);
        return code.paths(path, input, home, emit);
      },
    ),
    parameter: links,
  };
}

/** Builtins written in jq, compiled once for all filters: they see nothing but other builtins. */
const compiledBuiltins = new Map<Definition, FunctionCode>();

function compileBuiltin(definition: Definition, context: Context): FunctionCode {
  const known = compiledBuiltins.get(definition);
  if (known !== undefined) return known;
  const defined: FunctionCode = { definition, code: undefined };
  compiledBuiltins.set(definition, defined);
  compileFunction(defined, { kind: 'function', defined, parent: undefined }, context);
  return defined;
}

/** `links` leads from the caller's frame to the one where the function was defined. */
function callFunction(defined: FunctionCode, links: number | 'root', args: readonly Code[]): Code {
  const { parameters } = defined.definition;
  const base = (frame: Frame) => (links === 'root' ? frame.run.root : ancestor(frame, links));
  const body = (): Code => {
    if (defined.code === undefined) throw new Error('a function was run before it was compiled');
    return defined.code;
  };
  const each: Each = (input, frame, emit) =>
    withArguments(parameters, args, input, frame, base(frame), (inner) => {
      inner.run.enter();
      const stop = body().each(input, inner, emit);
      inner.run.leave();
      return stop;
    });
  const paths: EachPath = (path, input, frame, emit) =>
    withArguments(parameters, args, input, frame, base(frame), (inner) => {
      inner.run.enter();
      const stop = body().paths(path, input, inner, emit);
      inner.run.leave();
      return stop;
    });
  const one = defined.code?.one;
  const plain = args.every((arg, index) => parameters[index]?.value !== true || arg.one !== undefined);
  if (one === undefined || !plain) return many(each, paths);
  return single((input, frame) => {
    let inner = base(frame);
    for (let index = 0; index < args.length; index++) {
      const arg = args[index] as Code;
      inner =
        parameters[index]?.value === true && arg.one !== undefined
          ? new Frame(frame.run, inner, arg.one(input, frame), undefined, undefined)
          : withFilter(inner, arg, frame);
    }
    frame.run.enter();
    const output = one(input, inner);
    frame.run.leave();
    return output;
  }, paths);
}

/** Adds the parameters to the chain; a value parameter once for each of its outputs, the first one varying slowest. */
function withArguments(
  parameters: Definition['parameters'],
  args: readonly Code[],
  input: Json,
  caller: Frame,
  base: Frame,
  then: (inner: Frame) => boolean,
  index = 0,
): boolean {
  const arg = args[index];
  if (arg === undefined) return then(base);
  const next = (inner: Frame) => withArguments(parameters, args, input, caller, inner, then, index + 1);
  if (parameters[index]?.value !== true) return next(withFilter(base, arg, caller));
  return arg.each(input, caller, (value) => next(new Frame(base.run, base, value, undefined, undefined)));
}

/** A parameter handed on unchanged is not wrapped again, so that recursion does not grow a chain of wrappers. */
function withFilter(base: Frame, arg: Code, caller: Frame): Frame {
  if (arg.parameter === undefined) return new Frame(base.run, base, null, arg, caller);
  const given = ancestor(caller, arg.parameter);
  return new Frame(base.run, base, null, given.code, given.home);
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
