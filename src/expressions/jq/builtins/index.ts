import type { Definition } from '../ast.ts';
import { parseDefinitions } from '../parse/parser.ts';
import { arrayBuiltins } from './arrays.ts';
import { dateBuiltins } from './dates.ts';
import type { Builtin, Entry } from './define.ts';
import { value } from './define.ts';
import { flowBuiltins } from './flow.ts';
import { mathBuiltins } from './math.ts';
import { objectBuiltins } from './objects.ts';
import { pathBuiltins } from './paths.ts';
import { recursionBuiltins } from './recursion.ts';
import { regexBuiltins } from './regex.ts';
import { stringBuiltins } from './strings.ts';
import { typeBuiltins } from './types.ts';
import { written } from './written.ts';

const native = new Map<string, Builtin>([
  ...flowBuiltins,
  ...recursionBuiltins,
  ...pathBuiltins,
  ...typeBuiltins,
  ...arrayBuiltins,
  ...objectBuiltins,
  ...stringBuiltins,
  ...mathBuiltins,
  ...dateBuiltins,
  ...regexBuiltins,
  listing(),
]);

/** The text of every definition written in jq, by name and arity. */
const sources = new Map<string, string>(
  written
    .split(/\n(?=def )/)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => [signature(text), text]),
);

const parsed = new Map<string, Definition>();

function signature(text: string): string {
  const [, name = '', parameters] = /^def (\w+)(?:\(([^)]*)\))?:/.exec(text) ?? [];
  return `${name}/${parameters === undefined ? 0 : parameters.split(';').length}`;
}

/** A builtin written in TypeScript. */
export function builtin(name: string, arity: number): Builtin | undefined {
  return native.get(`${name}/${arity}`);
}

/** A builtin written in jq, parsed when first asked for. */
export function builtinSource(name: string, arity: number): Definition | undefined {
  const key = `${name}/${arity}`;
  const text = sources.get(key);
  if (text === undefined) return undefined;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const [definition] = parseDefinitions(text);
  if (definition !== undefined) parsed.set(key, definition);
  return definition;
}

/** All builtins as `name/arity`; those that begin with `_` are not for users. */
export function builtinNames(): string[] {
  return [...native.keys(), ...sources.keys()].filter((name) => !name.startsWith('_'));
}

function listing(): Entry {
  return value('builtins', () => builtinNames(), 250);
}

const noInput = 'an expression has one input, which is `.`';
const noOutput = 'an expression has no output but its result';
const noProcess = 'an expression cannot end the process';
const noModules = 'an expression has no modules';
const noSpecial = 'Bessel and error functions are not supported';

const refused = new Map<string, string>([
  ['input', noInput],
  ['inputs', noInput],
  ['input_filename', noInput],
  ['debug', noOutput],
  ['stderr', noOutput],
  ['halt', noProcess],
  ['halt_error', noProcess],
  ['modulemeta', noModules],
  ['get_search_list', noModules],
  ...['erf', 'erfc', 'j0', 'j1', 'jn', 'y0', 'y1', 'yn'].map((name) => [name, noSpecial] as const),
]);

/** Why a builtin of jq is not offered here. */
export function refusal(name: string): string | undefined {
  return refused.get(name);
}
