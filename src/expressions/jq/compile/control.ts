import type { Json } from '../../../json/json.ts';
import type { Node } from '../ast.ts';
import { type Accumulate, type Code, lost, many, perhaps, single, type Tail } from '../code.ts';
import { find, type Names } from '../names.ts';
import { ancestor, Break, Frame, Raised } from '../run.ts';

import { isTrue } from '../values.ts';
import type { Context } from './context.ts';
import { CATCH, guarded } from './operators.ts';

/** `if … then … else … end`; without `else`, the input. */
export function compileIf(node: Node & { kind: 'if' }, names: Names, context: Context): Code {
  const condition = context.compile(node.condition, names);
  const yes = context.compile(node.consequence, names);
  const no = context.compile(node.otherwise ?? { kind: 'identity' }, names);
  const { one: test } = condition;
  const { one: then } = yes;
  const { one: otherwise } = no;
  const paths: Code['paths'] = (path, input, frame, emit) =>
    condition.each(input, frame, (value) => (isTrue(value) ? yes : no).paths(path, input, frame, emit));
  if (test === undefined) {
    return many(
      (input, frame, emit) =>
        condition.each(input, frame, (value) => (isTrue(value) ? yes : no).each(input, frame, emit)),
      paths,
    );
  }
  const tail: Tail | undefined =
    yes.tail === undefined && no.tail === undefined
      ? undefined
      : (input, frame, emit) => {
          const { tail, each } = isTrue(test(input, frame)) ? yes : no;
          return (tail ?? each)(input, frame, emit);
        };
  if (then !== undefined && otherwise !== undefined) {
    const chosen = single(
      (input, frame) => (isTrue(test(input, frame)) ? then(input, frame) : otherwise(input, frame)),
      paths,
      tail,
    );
    const { accumulate: whenTrue } = yes;
    const { accumulate: whenFalse } = no;
    if (whenTrue === undefined || whenFalse === undefined) return chosen;
    const accumulate: Accumulate = (state, frame, owned) =>
      (isTrue(test(state, frame)) ? whenTrue : whenFalse)(state, frame, owned);
    chosen.accumulate = accumulate;
    return chosen;
  }
  const { most: some } = yes;
  const { most: other } = no;
  if (some !== undefined && other !== undefined && tail === undefined) {
    return perhaps((input, frame) => (isTrue(test(input, frame)) ? some : other)(input, frame), paths);
  }
  return many(
    (input, frame, emit) => (isTrue(test(input, frame)) ? yes : no).each(input, frame, emit),
    paths,
    tail,
  );
}

/** `try body catch handler`, `body?`. Only errors of the body itself are caught, not what its outputs lead to. */
export function compileTry(node: Node & { kind: 'try' }, names: Names, context: Context): Code {
  const body = context.compile(node.body, names);
  const handler = node.handler === undefined ? undefined : context.compile(node.handler, names);
  const paths: Code['paths'] = (path, input, frame, emit) =>
    guarded(
      frame.run,
      (watch) => body.paths(path, input, frame, (path, value) => watch(() => emit(path, value))),
      (error) => handler?.paths(error === input ? path : lost, error, frame, emit) ?? false,
    );
  const { one, most } = body;
  if (one !== undefined && handler?.one !== undefined) return single(trying(one, handler.one), paths);
  if (most !== undefined && (handler === undefined || handler.most !== undefined)) {
    return perhaps(trying(most, handler?.most ?? nothing), paths);
  }
  return many(
    (input, frame, emit) =>
      guarded(
        frame.run,
        (watch) => body.each(input, frame, (value) => watch(() => emit(value))),
        (error) => handler?.each(error, frame, emit) ?? false,
      ),
    paths,
  );
}

function nothing(): undefined {}

/** The only output is not yet handed on when the body is done: what it leads to need not be told apart. */
function trying<T extends Json | undefined>(
  body: (input: Json, frame: Frame) => T,
  handler: (error: Json, frame: Frame) => T,
): (input: Json, frame: Frame) => T {
  return (input, frame) => {
    const { run } = frame;
    const { depth } = run;
    try {
      return body(input, frame);
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      run.unwind(depth);
      run.spend(CATCH);
      return handler(error.value, frame);
    }
  };
}

/** `label $name | body`. */
export function compileLabel(node: Node & { kind: 'label' }, names: Names, context: Context): Code {
  const body = context.compile(node.body, { kind: 'label', name: node.name, parent: names });
  const labelled = (frame: Frame, run: (inner: Frame) => boolean): boolean => {
    const inner = new Frame(frame.run, frame, null, undefined, undefined);
    const { depth } = frame.run;
    try {
      return run(inner);
    } catch (error) {
      if (!(error instanceof Break) || error.label !== inner) throw error;
      frame.run.unwind(depth);
      frame.run.spend(CATCH);
      return false;
    }
  };
  return many(
    (input, frame, emit) => labelled(frame, (inner) => body.each(input, inner, emit)),
    (path, input, frame, emit) => labelled(frame, (inner) => body.paths(path, input, inner, emit)),
  );
}

/** `break $name`. */
export function compileBreak(node: Node & { kind: 'break' }, names: Names, context: Context): Code {
  const found = find(names, (name) => name.kind === 'label' && name.name === node.name);
  if (found === undefined) throw context.error(node.at, `$*label-${node.name} is not defined`);
  const { links } = found;
  return many((_, frame) => {
    throw new Break(ancestor(frame, links));
  });
}
