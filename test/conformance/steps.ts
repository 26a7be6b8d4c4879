import { parse } from 'yaml';
import { readStubs } from '../../src/activities/index.ts';
import { equal, isObject, type Json } from '../../src/json/json.ts';
import { type RunResult, type RunTask, runWorkflow } from '../../src/run/index.ts';
import type { Scenario, Step } from './feature.ts';
import { routes } from './routes.ts';

/** What the steps of one scenario have arranged and seen so far. */
interface World {
  definition?: string;
  input?: Json;
  result?: RunResult;
}

interface StepKind {
  readonly pattern: RegExp;
  /** @throws Error saying what was expected and what was found. */
  run(world: World, step: Step, captured: readonly string[]): void | Promise<void>;
}

/** The kit's whole vocabulary: the steps its features use and those only its guide describes. */
const vocabulary: readonly StepKind[] = [
  {
    pattern: /^a workflow with definition:$/,
    run: (world, step) => {
      world.definition = step.document ?? '';
    },
  },
  {
    pattern: /^given the workflow input is:$/,
    run: (world, step) => {
      world.input = yaml(step);
    },
  },
  {
    pattern: /^the workflow is executed$/,
    run: async (world) => {
      if (world.definition === undefined) throw new Error('no workflow was defined');
      world.result = await runWorkflow({
        files: [{ path: 'workflow.yaml', text: world.definition }],
        ...(world.input === undefined ? {} : { input: world.input }),
        stubs: await readStubs(routes, 'routes.ts'),
        timeSkip: true,
      });
    },
  },
  {
    pattern: /^the workflow should (complete|fault|cancel)$/,
    run: (world, _step, [verb]) => hasEnded(world, verb),
  },
  {
    pattern: /^the workflow should complete with output:$/,
    run: (world, step) => same('output', hasEnded(world, 'complete').output ?? null, yaml(step)),
  },
  {
    pattern: /^the workflow should fault with error:$/,
    run: (world, step) => same('error', hasEnded(world, 'fault').error ?? null, yaml(step)),
  },
  {
    pattern: /^the workflow output should have properties ('[^']+'(?:, '[^']+')*)$/,
    run: (world, _step, [list = '']) => {
      for (const path of list.slice(1, -1).split("', '")) property(world, path);
    },
  },
  {
    pattern: /^the workflow output should have a '([^']+)' property with value:$/,
    run: (world, step, [path = '']) => same(path, property(world, path), yaml(step)),
  },
  {
    pattern: /^the workflow output should have a '([^']+)' property containing (\d+) items$/,
    run: (world, _step, [path = '', count]) => {
      const value = property(world, path);
      same(`number of items in ${path}`, Array.isArray(value) ? value.length : null, Number(count));
    },
  },
  {
    pattern: /^(\S+) should run first$/,
    run: (world, _step, [name]) => same('first task', leaves(world)[0]?.name ?? null, name ?? ''),
  },
  {
    pattern: /^(\S+) should run last$/,
    run: (world, _step, [name]) => same('last task', leaves(world).at(-1)?.name ?? null, name ?? ''),
  },
  {
    pattern: /^(\S+) should run (before|after) (\S+)$/,
    run: (world, _step, [left = '', where, right = '']) => {
      const order = position(world, left) - position(world, right);
      if (where === 'before' ? order >= 0 : order <= 0)
        throw new Error(`${left} did not run ${where} ${right}`);
    },
  },
  {
    pattern: /^(\S+) should (complete|fault|cancel)$/,
    run: (world, _step, [name = '', verb]) =>
      same(`status of ${name}`, task(world, name).status, status(verb)),
  },
  {
    pattern: /^(\S+) should fault with error:$/,
    run: (world, step, [name = '']) => {
      const { reference } = task(world, name);
      const fault = run(world).history.find(
        (entry) => entry.type === 'task.faulted' && entry.task === reference,
      );
      same(`error of ${name}`, fault?.detail?.['error'] ?? null, yaml(step));
    },
  },
];

/** Carries out a scenario. @throws Error naming the step that failed, and why. */
export async function perform(scenario: Scenario): Promise<void> {
  const world: World = {};
  for (const step of scenario.steps) {
    const kind = vocabulary.find(({ pattern }) => pattern.test(step.text));
    if (kind === undefined) throw new Error(`the step "${step.text}" is not supported yet`);
    try {
      await kind.run(world, step, kind.pattern.exec(step.text)?.slice(1) ?? []);
    } catch (error) {
      throw new Error(`${step.text} ${reason(error)}`, { cause: error });
    }
  }
}

/** For a refused definition, what is wrong with it. */
function reason(error: unknown): string {
  const first =
    error instanceof Error && 'diagnostics' in error && Array.isArray(error.diagnostics)
      ? error.diagnostics[0]
      : undefined;
  return first?.message ?? (error instanceof Error ? error.message : String(error));
}

function run(world: World): RunResult {
  if (world.result === undefined) throw new Error('the workflow was not executed');
  return world.result;
}

function hasEnded(world: World, verb: string | undefined): RunResult {
  const result = run(world);
  if (result.status !== status(verb)) {
    throw new Error(
      `expected ${status(verb)}, found ${result.status}: ${JSON.stringify(result.error ?? null)}`,
    );
  }
  return result;
}

function status(verb: string | undefined): string {
  return verb === 'cancel' ? 'cancelled' : verb === 'fault' ? 'faulted' : 'completed';
}

function property(world: World, path: string): Json {
  let value: Json | undefined = hasEnded(world, 'complete').output;
  for (const key of path.split('.'))
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  if (value === undefined) throw new Error(`the output has no ${path}`);
  return value;
}

/** The tasks that ran, without those that only hold others. */
function leaves(world: World): readonly RunTask[] {
  const ran = run(world).tasks.filter((entry) => entry.status !== 'skipped');
  return ran.filter(({ reference }) => !ran.some((other) => other.reference.startsWith(`${reference}/`)));
}

function position(world: World, name: string): number {
  const index = leaves(world).findIndex((entry) => entry.name === name);
  if (index === -1) throw new Error(`${name} did not run`);
  return index;
}

function task(world: World, name: string): RunTask {
  const found = run(world).tasks.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`${name} did not run`);
  return found;
}

function yaml(step: Step): Json {
  return parse(step.document ?? '');
}

function same(what: string, found: Json, expected: Json): void {
  if (equal(found, expected)) return;
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
}
