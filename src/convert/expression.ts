import { compileField, ExpressionSyntaxError, unwrap } from '../expressions/index.ts';
import { isObject, type Json } from '../json/json.ts';
import type { Source } from './source.ts';

/** What an expression of the old workflow may name. */
export interface Vocabulary {
  /** Functions of type `expression`, by name. */
  readonly functions: ReadonlyMap<string, string>;
}

/** jq's variables of DSL 0.8 in 1.0. */
const variables: Readonly<Record<string, string>> = {
  $CONST: '$context.constants',
  $SECRETS: '$secrets',
  $WORKFLOW: '$workflow',
};

const known = ['context', 'secrets', 'workflow'];

/** The jq of an expression of DSL 0.8 (in `${ }` or bare), for 1.0. What does not compile is refused at its character. */
export function expressionOf(source: Source, vocabulary: Vocabulary): string {
  const text = source.text() ?? '.';
  const inner = unwrap(text) ?? text;
  const rewritten = rewrite(inner.trim(), vocabulary, (name) =>
    source.refuse(`there is no function '${name}' of type 'expression'`),
  );
  try {
    compileField(rewritten, { language: 'jq', variables: known });
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error;
    const exact = rewritten === inner.trim() && error.line === 1;
    if (exact) source.refuseAt(text.indexOf(rewritten) + error.column - 1, error.message);
    else source.refuse(error.message, undefined, 'expression-syntax');
  }
  return rewritten;
}

/** The same as a whole expression. */
export function wholeExpression(source: Source, vocabulary: Vocabulary): string {
  return `\${ ${expressionOf(source, vocabulary)} }`;
}

/** True for a text that is an expression as a whole. */
export function isExpression(value: Json | undefined): boolean {
  return typeof value === 'string' && unwrap(value) !== undefined;
}

/** A value with expressions inside, each seeing what `from` makes of the data. */
export function templateOf(source: Source, vocabulary: Vocabulary, from?: string): Json {
  const { value } = source;
  if (isExpression(value)) {
    const expression = expressionOf(source, vocabulary);
    return `\${ ${from === undefined ? expression : `${from} | ${expression}`} }`;
  }
  if (Array.isArray(value)) return source.items().map((item) => templateOf(item, vocabulary, from));
  if (isObject(value)) {
    return Object.fromEntries(
      source.entries().map(([key, member]) => [key, templateOf(member, vocabulary, from)]),
    );
  }
  if (typeof value === 'string' && value.includes('${')) {
    source.note('an expression is a whole text, so this one is taken as it is written');
  }
  return value ?? null;
}

/** Replaces `$CONST` and its like, and `fn:name`, outside of texts, but for what is computed inside these. */
function rewrite(jq: string, vocabulary: Vocabulary, missing: (name: string) => void, depth = 0): string {
  let out = '';
  for (let at = 0; at < jq.length; ) {
    if (jq[at] === '"') {
      const end = endOfText(jq, at);
      out += jq
        .slice(at, end)
        .replace(
          /\\\(([^()]*)\)/g,
          (_all, inner: string) => `\\(${rewrite(inner, vocabulary, missing, depth)})`,
        );
      at = end;
      continue;
    }
    const rest = jq.slice(at);
    const variable = /^\$[A-Z]+\b/.exec(rest)?.[0];
    const name = /^fn:([\p{L}\p{N}_-]+)/u.exec(rest);
    if (variable !== undefined) {
      const instance = rest.startsWith('$WORKFLOW.instanceId');
      out += instance ? '$workflow.id' : (variables[variable] ?? variable);
      at += instance ? '$WORKFLOW.instanceId'.length : variable.length;
    } else if (name !== null) {
      const body = vocabulary.functions.get(name[1] ?? '');
      // Functions of expressions may name each other, but not in a circle.
      if (body === undefined || depth > 20) missing(name[1] ?? '');
      out += `(${rewrite(body ?? '.', vocabulary, depth > 20 ? () => {} : missing, depth + 1)})`;
      at += name[0].length;
    } else {
      out += jq.charAt(at);
      at += 1;
    }
  }
  return out;
}

/** The offset behind a jq text; what is computed inside may hold texts too. */
function endOfText(jq: string, start: number): number {
  for (let at = start + 1; at < jq.length; at++) {
    if (jq[at] === '\\') {
      at += 1;
      if (jq[at] !== '(') continue;
      for (let open = 1; open > 0 && at < jq.length; ) {
        at += 1;
        if (jq[at] === '(') open += 1;
        else if (jq[at] === ')') open -= 1;
        else if (jq[at] === '"') at = endOfText(jq, at) - 1;
      }
    } else if (jq[at] === '"') return at + 1;
  }
  return jq.length;
}
