import type { Json } from '../../../json/json.ts';
import type { Definition, Node } from '../ast.ts';
import {
  Call,
  type Code,
  type Each,
  type EachPath,
  type Emit,
  many,
  type One,
  single,
  type Tail,
  weighing,
} from '../code.ts';
import type { FunctionCode, Name, Names, Variant } from '../names.ts';
import { ancestor, Frame } from '../run.ts';
import type { Context } from './context.ts';

/** `def …; body`. */
export function compileDefine(node: Node & { kind: 'define' }, names: Names, context: Context): Code {
  const defined = defineFunction(node.definition, names);
  // Also where nobody calls it, so that its mistakes are found.
  variant(
    defined,
    defined.definition.parameters.map(() => false),
    context,
  );
  return context.compile(node.body, { kind: 'function', defined, parent: names });
}

/** A function that is defined at a place; it can call itself. */
export function defineFunction(definition: Definition, place: Names): FunctionCode {
  return { definition, place, variants: new Map(), branches: false };
}

/**
 * The body, compiled for arguments that have exactly one output or not: where they have, so has mostly the body, and
 * then it needs no callbacks. The parameters stand on the chain above the place of the definition.
 */
function variant(defined: FunctionCode, ones: readonly boolean[], context: Context): Variant {
  const { definition, variants } = defined;
  const key = ones.join();
  const known = variants.get(key);
  if (known !== undefined) return known;
  const own: Name = { kind: 'function', defined, parent: defined.place };
  const names = definition.parameters.reduce<Name>(
    (parent, { name, value }, index): Name =>
      value
        ? { kind: 'value', name, parameter: true, parent }
        : { kind: 'filter', name, one: ones[index] === true, parent },
    own,
  );
  const made: Variant = { code: undefined, hopeful: !defined.branches, recursive: false };
  variants.set(key, made);
  const code = context.compileBody(definition.body, names);
  if (code.one !== undefined || !made.recursive || !made.hopeful) {
    made.code = code;
    return made;
  }
  // It was compiled as if a call of itself had one output, but it has not: whatever relied on that is void.
  defined.branches = true;
  variants.clear();
  return variant(defined, ones, context);
}

/** `links` leads from the caller's frame to the one where the function was defined. */
export function callFunction(
  defined: FunctionCode,
  links: number | 'root',
  args: readonly Code[],
  context: Context,
): Code {
  const { parameters } = defined.definition;
  const called = variant(
    defined,
    args.map((arg, index) => parameters[index]?.value !== true && arg.one !== undefined && !context.frugal()),
    context,
  );
  const base = (frame: Frame) => (links === 'root' ? frame.run.root : ancestor(frame, links));
  const body = (): Code => {
    if (called.code === undefined) throw new Error('a function was run before it was compiled');
    return called.code;
  };
  const paths: EachPath = (path, input, frame, emit) =>
    withArguments(parameters, args, input, frame, base(frame), (inner) => {
      const code = body();
      inner.run.enter(code.weight);
      const stop = code.paths(path, input, inner, emit);
      inner.run.leave(code.weight);
      return stop;
    });
  const each: Each = (input, frame, emit) =>
    withArguments(parameters, args, input, frame, base(frame), (inner) => make(body, input, inner, emit));
  if (args.some((arg, index) => parameters[index]?.value === true && arg.one === undefined)) {
    if (called.code === undefined) called.recursive = true;
    // Every argument with several outputs calls back once more.
    return weighing(args.length * 4, many(each, paths));
  }
  const prepare = preparation(parameters, args, base);
  const tail = (input: Json, frame: Frame) => new Call(body, input, prepare(input, frame));
  if (called.code === undefined) called.recursive = true;
  const one = called.code === undefined ? called.hopeful : called.code.one !== undefined;
  if (one) return single((input, frame) => makeOne(body, input, prepare(input, frame)), paths, tail);
  return many((input, frame, emit) => make(body, input, prepare(input, frame), emit), paths, tail);
}

/** Makes the frame of the body, where every value parameter has just one value. */
function preparation(
  parameters: Definition['parameters'],
  args: readonly Code[],
  base: (frame: Frame) => Frame,
): (input: Json, frame: Frame) => Frame {
  if (args.length === 0) return (_, frame) => base(frame);
  return (input, frame) => {
    let inner = base(frame);
    frame.run.spend(args.length);
    for (let index = 0; index < args.length; index++) {
      const arg = args[index] as Code;
      inner =
        parameters[index]?.value === true && arg.one !== undefined
          ? new Frame(frame.run, inner, arg.one(input, frame), undefined, undefined)
          : withFilter(inner, arg, frame);
    }
    return inner;
  };
}

/** Makes a call, and in a loop every call that it ends in: jq code repeats itself by such calls, as often as it likes. */
function make(callee: () => Code, input: Json, frame: Frame, emit: Emit): boolean {
  const { run } = frame;
  let code = callee();
  run.enter(code.weight);
  let outcome = (code.tail ?? code.each)(input, frame, emit);
  run.leave(code.weight);
  while (typeof outcome !== 'boolean') {
    const call: Call = outcome;
    code = call.callee();
    run.enter(code.weight);
    outcome = (code.tail ?? code.each)(call.input, call.frame, emit);
    run.leave(code.weight);
  }
  return outcome;
}

/** The same for a function with exactly one output. */
function makeOne(callee: () => Code, input: Json, frame: Frame): Json {
  const { one, tail, weight } = callee();
  if (tail === undefined && one !== undefined) {
    frame.run.enter(weight);
    const output = one(input, frame);
    frame.run.leave(weight);
    return output;
  }
  let output: Json = null;
  make(callee, input, frame, (value) => {
    output = value;
    return false;
  });
  return output;
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

/** Runs the filter that was given for a parameter, in the frame where it was written. */
export function callParameter(links: number, isOne: boolean): Code {
  const enter = (frame: Frame) => {
    const { code, home } = ancestor(frame, links);
    if (code === undefined || home === undefined) throw new Error('a filter parameter is missing');
    frame.run.enter(code.weight);
    return { code, home };
  };
  const paths: EachPath = (path, input, frame, emit) => {
    const { code, home } = enter(frame);
    const stop = code.paths(path, input, home, emit);
    frame.run.leave(code.weight);
    return stop;
  };
  const tail: Tail = (input, frame, emit) => {
    const { code, home } = enter(frame);
    const outcome = (code.tail ?? code.each)(input, home, emit);
    frame.run.leave(code.weight);
    return outcome;
  };
  const one: One = (input, frame) => {
    const { code, home } = enter(frame);
    if (code.one === undefined) throw new Error('a filter parameter has not the one output it should have');
    const output = code.one(input, home);
    frame.run.leave(code.weight);
    return output;
  };
  const each: Each = (input, frame, emit) => {
    const { code, home } = enter(frame);
    const stop = code.each(input, home, emit);
    frame.run.leave(code.weight);
    return stop;
  };
  const called = isOne ? single(one, paths, tail) : many(each, paths, tail);
  called.parameter = links;
  return called;
}
