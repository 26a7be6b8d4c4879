import type { Json } from '../../json/json.ts';
import { ExpressionError, type ExpressionSyntaxError, type Scope } from '../expression.ts';
import type { Node } from './ast.ts';
import { descend } from './builtins/recursion.ts';
import { type Code, constant, type EachPath, type Most, paying, single, weighing } from './code.ts';
import { compileIndex, compileIterate, compileSlice } from './compile/access.ts';
import { compileAssign } from './compile/assign.ts';
import { compileBind, compileForeach, compileReduce } from './compile/binding.ts';
import { compileCall, compileVariable } from './compile/call.ts';
import { compileArray, compileFormat, compileObject, compileText } from './compile/construct.ts';
import type { Context } from './compile/context.ts';
import { compileBreak, compileIf, compileLabel, compileTry } from './compile/control.ts';
import { compileDefine } from './compile/function.ts';
import {
  compileAlternative,
  compileBinary,
  compileComma,
  compileLogic,
  compileNegate,
  compilePipe,
} from './compile/operators.ts';
import { dump } from './dump.ts';
import { defaultLimits, type Limits, MAX_NESTING } from './limits.ts';
import type { Names } from './names.ts';
import { parse } from './parse/parser.ts';
import { hyphenated } from './parse/slip.ts';
import { syntaxError } from './place.ts';
import { isHarmless } from './plainness.ts';
import { plain } from './result.ts';
import { Break, Raised, Run, tooDeep } from './run.ts';

/** A compiled jq filter. */
export interface Filter {
  /** Names it reads from the scope. */
  readonly variables: ReadonlySet<string>;
  /** The value it always has, where that is known without running it. */
  readonly constant: { readonly value: Json } | undefined;
  /**
   * The first output; undefined when there is none. `strange`: the input or a variable is known to hold numbers that JSON
   * has none for, so that the results have to be looked through for them.
   * @throws ExpressionError
   */
  first(input: Json, scope: Scope, strange?: boolean): Json | undefined;
  /** Hands over every output in turn, until `emit` returns true. @throws ExpressionError */
  each(input: Json, scope: Scope, emit: (value: Json) => boolean, strange?: boolean): void;
}

/**
 * Compiles a jq 1.8 filter that may read the named variables.
 * @throws ExpressionSyntaxError with line and column in the filter.
 */
export function compileFilter(
  source: string,
  variables: readonly string[],
  bounds?: Partial<Limits>,
): Filter {
  const limits = bounds === undefined ? defaultLimits : { ...defaultLimits, ...bounds };
  const used = new Set<string>();
  const node = parseFilter(source);
  const code = translate(source, node, variables, used);
  if (code.weight > limits.depth) throw nestsTooDeep(source);
  // What is known beforehand is a multiple of the input: a caller with a closer bound wants it counted.
  const known = limits.result >= defaultLimits.result && isHarmless(node);
  const clean = known ? plainIfSuspicious : plain;
  const first = code.most ?? firstOf(code);
  return {
    variables: used,
    constant: code.constant === undefined ? undefined : { value: code.constant },
    first: (input, scope, strange = false) =>
      running(scope, limits, (run) => {
        if (strange) run.suspicious = true;
        run.enter(code.weight);
        const value = first(input, run.root);
        return value === undefined ? undefined : clean(value, run);
      }),
    each: (input, scope, emit, strange = false) => {
      let outputs = 0;
      running(scope, limits, (run) => {
        if (strange) run.suspicious = true;
        run.enter(code.weight);
        code.each(input, run.root, (value) => {
          if (++outputs <= limits.outputs) return emit(clean(value, run));
          throw new ExpressionError(`The expression has more than ${limits.outputs} outputs`);
        });
      });
    },
  };
}

function plainIfSuspicious(value: Json, run: Run): Json {
  if (typeof value === 'number' ? value - value !== 0 : run.suspicious) return plain(value, run);
  return value;
}

function firstOf(code: Code): Most {
  return (input, frame) => {
    let found: Json | undefined;
    code.each(input, frame, (value) => {
      found = value;
      return true;
    });
    return found;
  };
}

function parseFilter(source: string): Node {
  return refusing(source, () => parse(source));
}

function translate(source: string, node: Node, variables: readonly string[], used: Set<string>): Code {
  return refusing(source, () => new Compilation(source, variables, used).compile(node, undefined));
}

/** Gives what goes wrong while a filter is compiled the shape that leaves this room. */
function refusing<T>(source: string, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (error instanceof Raised) throw syntaxError(source, 0, message(error.value));
    if (error instanceof RangeError) throw nestsTooDeep(source);
    throw error;
  }
}

function nestsTooDeep(source: string): ExpressionSyntaxError {
  return syntaxError(source, 0, `The filter nests deeper than ${MAX_NESTING} levels`);
}

/** Runs an evaluation and gives its errors the shape that leaves this room. */
function running<T>(scope: Scope, limits: Limits, evaluate: (run: Run) => T): T {
  try {
    return evaluate(new Run(scope, limits));
  } catch (error) {
    if (error instanceof Raised) throw new ExpressionError(message(error.value), error.value);
    if (error instanceof Break) throw new ExpressionError('break');
    // The JavaScript stack ended, or a string or array did not fit: both are the filter's doing.
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

function message(value: Json): string {
  if (typeof value === 'string') return value;
  return value === null ? 'null (null) not a string' : `${dump(value, 1000)} (not a string)`;
}

/** The compilation of one filter, as its parts see it. */
class Compilation implements Context {
  readonly globals: readonly string[];
  readonly #source: string;
  readonly #used: Set<string>;
  /** What the parts of the node that is being compiled weigh: all of them, and the heaviest. */
  #sum = 0;
  #most = 0;
  /** Nodes inside the one that is being compiled that nobody pays for yet. */
  #unpaid = 0;
  /** What of that the node that was compiled last leaves to the one around it. */
  #left = 0;
  #compiled = 0;

  constructor(source: string, variables: readonly string[], used: Set<string>) {
    this.globals = variables;
    this.#source = source;
    this.#used = used;
  }

  compile(node: Node, names: Names): Code {
    const code = this.compileBody(node, names);
    this.#unpaid += this.#left;
    this.#sum += code.weight;
    if (code.weight > this.#most) this.#most = code.weight;
    return code;
  }

  compileBody(node: Node, names: Names): Code {
    const sumAround = this.#sum;
    const mostAround = this.#most;
    const unpaidAround = this.#unpaid;
    this.#compiled++;
    this.#sum = 0;
    this.#most = 0;
    this.#unpaid = 1;
    const code = compileNode(node, names, this);
    code.weight += oneAtATime(node, code) ? this.#most : this.#sum;
    this.#sum = sumAround;
    this.#most = mostAround;
    const unpaid = this.#unpaid;
    this.#unpaid = unpaidAround;
    if (unpaid < CHUNK || code.constant !== undefined) {
      this.#left = code.constant === undefined ? unpaid : 1;
      return code;
    }
    this.#left = 1;
    return paying(unpaid >> 3, code);
  }

  frugal(): boolean {
    return this.#compiled > FRUGAL;
  }

  global(name: string): Code | undefined {
    if (!this.globals.includes(name)) return undefined;
    this.#used.add(name);
    return single((_, frame) => frame.run.scope.variables[name] ?? null);
  }

  error(at: number, message: string, hint?: string): ExpressionSyntaxError {
    return syntaxError(this.#source, at, message, hyphenated(this.#source, at) ?? hint);
  }
}

/** So many nodes do their work for the step of whoever runs them. Larger parts of a filter pay on their own. */
const CHUNK = 32;

/** Functions inside functions, each compiled several times, would make a compilation take exponential time. */
const FRUGAL = 20_000;

/**
 * A filter with one output at most is done with a part before it runs the next one. Otherwise the next part runs inside the
 * callback of the one before, and both are open at once; only of alternatives it is one at a time.
 */
function oneAtATime({ kind }: Node, { most }: Code): boolean {
  return most !== undefined || kind === 'comma';
}

/** Arrays and strings gather what their parts give. */
const BUILDING_WEIGHT = 5;

/** An assignment calls through the paths, the update of each, and the change. */
const ASSIGNING_WEIGHT = 11;

/** Loops that carry a state call through the loop, the pattern and the update. */
const LOOP_WEIGHT = 6;

/** Gives a code that is not in use elsewhere: its weight is still to be set. */
function compileNode(node: Node, names: Names, context: Context): Code {
  switch (node.kind) {
    case 'identity':
      return identity();
    case 'descend':
      return descend.copy();
    case 'literal':
      return constant(node.value);
    case 'format':
      return compileFormat(node, context);
    case 'text':
      return weighing(BUILDING_WEIGHT, compileText(node, names, context));
    case 'index':
      return compileIndex(node, names, context);
    case 'slice':
      return compileSlice(node, names, context);
    case 'iterate':
      return compileIterate(node, names, context);
    case 'array':
      return weighing(BUILDING_WEIGHT, compileArray(node, names, context));
    case 'object':
      return compileObject(node, names, context);
    case 'negate':
      return compileNegate(node, names, context);
    case 'pipe':
      return compilePipe(node, names, context);
    case 'comma':
      return compileComma(node, names, context);
    case 'and':
      return compileLogic(node, names, context);
    case 'or':
      return compileLogic(node, names, context);
    case 'alternative':
      return compileAlternative(node, names, context);
    case 'binary':
      return compileBinary(node, names, context);
    case 'assign':
      return weighing(ASSIGNING_WEIGHT, compileAssign(node, names, context));
    case 'if':
      return compileIf(node, names, context);
    case 'try':
      return compileTry(node, names, context);
    case 'reduce':
      return weighing(LOOP_WEIGHT, compileReduce(node, names, context));
    case 'foreach':
      return weighing(LOOP_WEIGHT, compileForeach(node, names, context));
    case 'bind':
      return compileBind(node, names, context);
    case 'label':
      return compileLabel(node, names, context);
    case 'break':
      return compileBreak(node, names, context);
    case 'define':
      return compileDefine(node, names, context);
    case 'call':
      return compileCall(node, names, context);
    case 'variable':
      return compileVariable(node, names, context);
  }
}

function identity(): Code {
  const code = single(itself, hereOnly);
  code.accumulate = itself;
  return code;
}

function itself(input: Json): Json {
  return input;
}

const hereOnly: EachPath = (path, input, _, emit) => emit(path, input);
