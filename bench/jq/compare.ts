import { equal, type Json, type JsonObject } from '../../src/json/json.ts';
import { measure, type Rounds, type Subject } from '../measure.ts';
import type { Engine } from './engines.ts';
import { type Task, variety } from './tasks.ts';

/** Turns a second; or that an engine fails, or gives something else than the first engine. */
export type Rate = number | 'fails' | 'differs';

/** How the engines do one task, in their order. */
export interface Comparison {
  readonly task: string;
  readonly rates: readonly Rate[];
}

/** Measures the engines at a task, those that can do it. */
export function compare(task: Task, engines: readonly Engine[], rounds: Rounds): Comparison {
  const [model] = engines;
  const verdicts = engines.map((engine) => (model === undefined ? 'able' : judge(task, engine, model)));
  const rates = measure(
    engines
      .filter((_, index) => verdicts[index] === 'able')
      .map((engine): Subject => {
        const turn = task.prepare(engine);
        return { name: engine.name, work: (number) => sizeOf(turn(number)) };
      }),
    rounds,
  );
  return {
    task: task.name,
    rates: verdicts.map((verdict, index) =>
      verdict === 'able' ? (rates.get(engines[index]?.name ?? '') ?? 'fails') : verdict,
    ),
  };
}

/** Whether an engine gives the same outputs as the model. Compiling gives none: there it only must not fail. */
function judge(task: Task, engine: Engine, model: Engine): 'able' | 'fails' | 'differs' {
  const expected = task.prepare(model);
  try {
    const turn = task.prepare(engine);
    for (let number = 0; number < variety; number++) {
      const [found, due] = [turn(number), expected(number)];
      if (!task.compiles && !equal(found ?? null, due ?? null)) return 'differs';
    }
    return 'able';
  } catch {
    return 'fails';
  }
}

/** A number made of an output. */
function sizeOf(output: Json | undefined): number {
  if (typeof output === 'number') return output;
  if (Array.isArray(output)) return output.length;
  return typeof output === 'object' && output !== null ? 2 : 1;
}

export function describeComparison({ task, rates }: Comparison, engines: readonly Engine[]): JsonObject {
  return {
    task,
    perSecond: Object.fromEntries(engines.map(({ name }, index) => [name, rates[index] ?? 'fails'])),
    timesJqWasm: ratio({ task, rates }, engines) ?? null,
  };
}

/** The first engine's rate in those of jq-wasm. */
export function ratio({ rates }: Comparison, engines: readonly Engine[]): number | undefined {
  const wasm = rates[engines.findIndex(({ name }) => name === 'jq-wasm')];
  const [ours] = rates;
  return typeof ours === 'number' && typeof wasm === 'number' ? ours / wasm : undefined;
}
