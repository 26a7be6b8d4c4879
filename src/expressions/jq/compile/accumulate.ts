import type { Node } from '../ast.ts';
import type { Accumulate, Code, One } from '../code.ts';
import { append } from '../owned.ts';

/** `. + operand`. */
export function appending(operand: Node, { one }: { readonly one: One | undefined }): Accumulate | undefined {
  if (one === undefined) return undefined;
  const reads = readsInput(operand);
  return (state, frame, owned) => {
    const added = one(state, frame);
    if (reads) owned.leaked(added);
    return append(state, added, frame.run, owned);
  };
}

/** `first | second`. */
export function accumulatingBoth(first: Code, second: Code): Accumulate | undefined {
  const { accumulate: before } = first;
  const { accumulate: after } = second;
  if (before === undefined || after === undefined) return undefined;
  return (state, frame, owned) => after(before(state, frame, owned), frame, owned);
}

/**
 * Whether a filter may have a part of its input in its outputs. Careful rather than exact: every call does.
 */
export function readsInput(node: Node | undefined): boolean {
  if (node === undefined) return false;
  switch (node.kind) {
    case 'literal':
    case 'variable':
    case 'break':
      return false;
    case 'text':
    case 'format':
    case 'and':
    case 'or':
      return false;
    case 'index':
      return readsInput(node.target);
    case 'slice':
    case 'iterate':
      return readsInput(node.target);
    case 'array':
    case 'negate':
    case 'label':
      return readsInput(node.body);
    case 'object':
      return node.entries.some(({ value }) => value === undefined || readsInput(value));
    case 'pipe':
      return readsInput(node.left);
    case 'comma':
    case 'alternative':
    case 'binary':
      return readsInput(node.left) || readsInput(node.right);
    case 'if':
      return readsInput(node.consequence) || node.otherwise === undefined || readsInput(node.otherwise);
    case 'identity':
    case 'descend':
    case 'assign':
    case 'try':
    case 'reduce':
    case 'foreach':
    case 'bind':
    case 'define':
    case 'call':
      return true;
  }
}
