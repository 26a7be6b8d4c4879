import { evaluate, parse } from '@jq-tools/jq';
import { loadJq } from 'jq-wasm';
import { compileExpression, compileTemplate, type Scope } from '../../src/expressions/index.ts';
import { compileFilter } from '../../src/expressions/jq/compile.ts';
import { compile } from '../../src/expressions/jq/index.ts';
import type { Json } from '../../src/json/json.ts';

/** One jq among those that are compared. */
export interface Engine {
  readonly name: string;
  /** Compiles a filter as far as the engine can; gives its first output for an input. */
  prepare(filter: string): Evaluate;
  /** The same for an object whose members are filters. */
  prepareTemplate(filters: Readonly<Record<string, string>>): Evaluate;
  /** Compiles a filter that it never saw before. Gives a number made of the result. */
  compile(filter: string): number;
}

export type Evaluate = (input: Json) => Json | undefined;

const scope: Scope = { now: 1_700_000_000_000, variables: {}, random: () => 0.5 };
const options = { language: 'jq', variables: [] } as const;

/** As the engine of eventctl evaluates: what it hands over is known to be JSON, and a template is compiled whole. */
const within: Engine = {
  name: 'eventctl',
  prepare(filter) {
    const expression = compileExpression(filter, options);
    return (input) => expression.evaluate(input, scope);
  },
  prepareTemplate(filters) {
    const value = Object.fromEntries(
      Object.entries(filters).map(([key, filter]) => [key, `\${ ${filter} }`]),
    );
    const template = compileTemplate(value, { ...options, mode: 'strict' });
    return (input) => template.evaluate(input, scope);
  },
  compile: (filter) => compileFilter(filter, []).variables.size + 1,
};

/** As other programs use it: every input is checked. */
const alone: Engine = {
  name: 'eventctl/jq',
  prepare(filter) {
    const compiled = compile(filter);
    return (input) => compiled.first(input);
  },
  prepareTemplate: (filters) => templateOf(alone, filters),
  compile: (filter) => compile(filter).length,
};

/** jq itself. It takes a filter's text each time, so compiling is always together with an evaluation. */
async function wasm(): Promise<Engine> {
  const jq = await loadJq();
  const engine: Engine = {
    name: 'jq-wasm',
    prepare: (filter) => (input) => jq.first<Json>(input, filter),
    prepareTemplate: (filters) => templateOf(engine, filters),
    compile(filter) {
      return jq.first({ items: [] }, filter) === null ? 1 : 2;
    },
  };
  return engine;
}

/** It interprets what it parsed. */
const tools: Engine = {
  name: '@jq-tools/jq',
  prepare(filter) {
    const parsed = parse(filter);
    return (input) => {
      for (const output of evaluate(parsed, [input])) return output;
      return undefined;
    };
  },
  prepareTemplate: (filters) => templateOf(tools, filters),
  compile: (filter) => Object.keys(parse(filter)).length,
};

export async function engines(): Promise<readonly Engine[]> {
  return [within, alone, await wasm(), tools];
}

/** Filter by filter, for who knows no templates. */
function templateOf(engine: Engine, filters: Readonly<Record<string, string>>): Evaluate {
  const parts = Object.entries(filters).map(([key, filter]) => [key, engine.prepare(filter)] as const);
  return (input) => {
    const output: Record<string, Json> = {};
    for (const [key, part] of parts) output[key] = part(input) ?? null;
    return output;
  };
}
