import type { Node, Pattern } from './ast.ts';

/**
 * How much larger than its input the text of a filter's outputs can be: at most `times` its length, and `text` more.
 * `levels`: how much deeper they may nest. `several`: it may have several outputs, at most as many as its input has
 * parts; `free`: it reads variables.
 */
interface Extent {
  readonly times: number;
  readonly text: number;
  readonly levels: number;
  readonly several: boolean;
  readonly free: boolean;
}

/** Often enough that a result which holds its input so many times is not too large for those who handled the input. */
const COPIES = 50;

/** Characters and levels that no caller minds, whatever the input. */
const TEXT = 10_000;
const LEVELS = 100;

/** About the characters of a number, of a literal, and of brackets with a comma. */
const SCALAR = 25;
const MARKS = 4;

/** True when no result is more than some times as large as the filter's input and the variables it reads, or much deeper. */
export function isBounded(node: Node): boolean {
  const { times, text, levels } = extentOf(node);
  return times <= COPIES && text <= TEXT && levels <= LEVELS;
}

const identity: Node = { kind: 'identity' };

const boundless: Extent = extent(Number.POSITIVE_INFINITY, 0);
const input = extent(1, MARKS);
const scalar = extent(0, SCALAR);

function extent(times: number, text: number, levels = 0, several = false, free = false): Extent {
  return { times, text, levels, several, free };
}

/** One of several outputs, or all of them in one value. */
function inOne({ times, text, levels, free }: Extent): Extent {
  return extent(times, text, levels, false, free);
}

/** Inside one more array or object. */
function held(whole: Extent): Extent {
  return extent(whole.times, whole.text, whole.levels + 1, false, whole.free);
}

function extentOf(node: Node): Extent {
  switch (node.kind) {
    case 'identity':
      return input;
    case 'variable':
      return extent(1, MARKS, 0, false, true);
    case 'literal':
      return typeof node.value === 'string' ? extent(0, node.value.length + MARKS) : scalar;
    case 'and':
    case 'or':
      return measured(both(extentOf(node.left), extentOf(node.right)));
    case 'negate':
      return extentOf(node.body);
    case 'slice':
      return isOne(node.from ?? identity) && isOne(node.to ?? identity) ? extentOf(node.target) : boundless;
    case 'binary':
      return calculated(node.operator, extentOf(node.left), extentOf(node.right));
    case 'index':
      return isOne(node.key) ? extentOf(node.target) : boundless;
    case 'iterate':
      return partsOf(extentOf(node.target));
    case 'object': {
      let sum = extent(0, MARKS);
      for (const { key, value } of node.entries) {
        sum = both(sum, extentOf(key));
        sum = both(sum, value === undefined ? input : extentOf(value));
      }
      return held(sum);
    }
    case 'text': {
      if (node.format !== 'text') return boundless;
      let sum = extent(0, MARKS);
      for (const part of node.parts) {
        sum = both(sum, typeof part === 'string' ? extent(0, part.length) : written(extentOf(part)));
      }
      return sum;
    }
    case 'array':
      return node.body === undefined ? extent(0, MARKS, 1) : held(listed(node.body));
    case 'pipe':
      return piped(extentOf(node.left), extentOf(node.right));
    case 'alternative':
      return either(extentOf(node.left), extentOf(node.right));
    case 'if':
      if (!isOne(node.condition)) return boundless;
      return either(
        extentOf(node.consequence),
        node.otherwise === undefined ? input : extentOf(node.otherwise),
      );
    case 'try':
      return node.handler === undefined ? extentOf(node.body) : boundless;
    case 'bind':
      return isSteady(node.patterns) ? bound(extentOf(node.source), extentOf(node.body)) : boundless;
    case 'call':
      return called(node.name, node.args);
    default:
      return boundless;
  }
}

/** A filter that has one output at most, so that what depends on it is not repeated. */
function isOne(node: Node): boolean {
  if (node.kind === 'literal') return true;
  const { times, several } = extentOf(node);
  return times < Number.POSITIVE_INFINITY && !several;
}

/** Patterns that bind their names once for each value: none is tried after another, and no key has several outputs. */
function isSteady(patterns: readonly Pattern[]): boolean {
  const [only] = patterns;
  return only !== undefined && patterns.length === 1 && bindsOnce(only);
}

function bindsOnce(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case 'variable':
      return true;
    case 'array':
      return pattern.items.every(bindsOnce);
    case 'object':
      return pattern.fields.every(
        ({ key, pattern }) => isOne(key) && (pattern === undefined || bindsOnce(pattern)),
      );
  }
}

/** Both, in one value. */
function both(left: Extent, right: Extent): Extent {
  if (left.several || right.several) return boundless;
  return extent(
    left.times + right.times,
    left.text + right.text,
    Math.max(left.levels, right.levels),
    false,
    left.free || right.free,
  );
}

/** A number, a boolean or a name that was found out from a value. */
function measured(value: Extent): Extent {
  return value.times < Number.POSITIVE_INFINITY && !value.several ? scalar : boundless;
}

/** As a text inside a text: every quote and backslash takes one more. */
function written(value: Extent): Extent {
  return extent(2 * value.times, 2 * value.text, 0, value.several, value.free);
}

/** One of the two. */
function either(left: Extent, right: Extent): Extent {
  return extent(
    Math.max(left.times, right.times),
    Math.max(left.text, right.text),
    Math.max(left.levels, right.levels),
    left.several || right.several,
    left.free || right.free,
  );
}

/** The parts of a value. Together they are no larger, and each of them has two characters at least. */
function partsOf(whole: Extent): Extent {
  return extent(whole.times, whole.text, whole.levels, true, whole.free);
}

/** `left | right`. What the right adds to each part of its input, it adds once for every two characters. */
function piped(left: Extent, right: Extent): Extent {
  const levels = left.levels + right.levels;
  if (!left.several) {
    const times = right.times * left.times;
    return extent(
      right.free ? Math.max(times, right.times) : times,
      right.times * left.text + right.text,
      levels,
      right.several,
      left.free || right.free,
    );
  }
  if (right.free) return boundless;
  const times = right.times + right.text / 2;
  return extent(left.times * times, left.text * times, levels, true, left.free);
}

/** `source as $name | body`: the body counts the variable like its input. */
function bound(source: Extent, body: Extent): Extent {
  if (source.several) return boundless;
  return extent(
    Math.max(source.times, 1) * body.times,
    body.times * source.text + body.text,
    source.levels + body.levels,
    body.several,
    source.free || body.free,
  );
}

/** What an array gathers: parts one after the other, each of which may have several outputs. */
function listed(node: Node): Extent {
  if (node.kind !== 'comma') return inOne(extentOf(node));
  return both(listed(node.left), listed(node.right));
}

function calculated(operator: string, left: Extent, right: Extent): Extent {
  const sum = both(left, right);
  switch (operator) {
    case '+':
    case '-':
    case '*':
      return extent(sum.times, sum.text + SCALAR, sum.levels, false, sum.free);
    case '/':
      return extent(4 * sum.times, 4 * sum.text + SCALAR, sum.levels + 1, false, sum.free);
    default:
      return measured(sum);
  }
}

/** Builtins whose output is a number, a boolean or the name of a type. */
const measures = wordSet(
  'length utf8bytelength not has type test any all contains inside startswith endswith isempty index rindex now',
);

/** Builtins whose output is their input, a part of it, or its parts in another order. */
const choices = wordSet(
  'first last sort sort_by unique unique_by min min_by max max_by reverse keys keys_unsorted ' +
    'ascii_downcase ascii_upcase ltrimstr rtrimstr trimstr trim ltrim rtrim',
);

/** Builtins that give their input or nothing. */
const filters = wordSet('select values nulls booleans strings arrays objects scalars empty');

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

function called(name: string, args: readonly Node[]): Extent {
  const [arg] = args;
  // Every argument is looked at once only: they may stand inside each other as deeply as filters do.
  if (arg !== undefined && name === 'map') {
    return held(piped(partsOf(input), extentOf(arg)));
  }
  if (arg !== undefined && (name === 'first' || name === 'last')) return inOne(extentOf(arg));
  if (!args.every(isOne)) return boundless;
  if (name === 'tostring') return extent(2, SCALAR);
  if (measures.has(name)) return scalar;
  return choices.has(name) || filters.has(name) ? input : boundless;
}
