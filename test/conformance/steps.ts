import { isObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { hasEnded } from '../../src/machine/index.ts';
import type { RunTask } from '../../src/run/index.ts';
import { documentOf, objectOf, same, sameParts } from './comparison.ts';
import type { Scenario, Step } from './feature.ts';
import { type Run, Session } from './session.ts';

/** What the steps of one scenario have arranged and seen so far. */
interface World {
  readonly definitions: string[];
  input?: Json;
  session?: Session;
  /** What was published last. */
  event?: JsonObject;
}

interface StepKind {
  readonly pattern: RegExp;
  /** @throws Error saying what was expected and what was found. */
  run(world: World, step: Step, captured: readonly string[]): void | Promise<void>;
}

/** The steps that the kit's features use, and those only its guide describes. */
const kitSteps: readonly StepKind[] = [
  {
    pattern: /^a workflow with definition:$/,
    run: (world, step) => {
      world.definitions.unshift(step.document ?? '');
    },
  },
  {
    pattern: /^given the workflow input is:$/,
    run: (world, step) => {
      world.input = documentOf(step);
    },
  },
  {
    pattern: /^the workflow is executed$/,
    run: async (world) => (await deployed(world)).execute(world.input ?? {}),
  },
  {
    pattern: /^the workflow(?: '([^']+)')? should (complete|fault|cancel)$/,
    run: async (world, _step, [name, verb]) => void (await ended(world, verb, name)),
  },
  {
    pattern: /^the workflow(?: '([^']+)')? should complete with output:$/,
    run: async (world, step, [name]) =>
      same('output', (await ended(world, 'complete', name)).instance.output ?? null, documentOf(step)),
  },
  {
    pattern: /^the workflow should fault with error:$/,
    run: async (world, step) =>
      same('error', toJson((await ended(world, 'fault')).instance.error), documentOf(step)),
  },
  {
    pattern: /^the workflow output should have properties ('[^']+'(?:, '[^']+')*)$/,
    run: async (world, _step, [list = '']) => {
      for (const path of list.slice(1, -1).split("', '")) await property(world, path);
    },
  },
  {
    pattern: /^the workflow output should have a '([^']+)' property with value:$/,
    run: async (world, step, [path = '']) => same(path, await property(world, path), documentOf(step)),
  },
  {
    pattern: /^the workflow output should have a '([^']+)' property containing (\d+) items$/,
    run: async (world, _step, [path = '', count]) => {
      const value = await property(world, path);
      same(`number of items in ${path}`, Array.isArray(value) ? value.length : null, Number(count));
    },
  },
  {
    pattern: /^(\S+) should run first$/,
    run: async (world, _step, [name]) =>
      same('first task', (await leaves(world))[0]?.name ?? null, name ?? ''),
  },
  {
    pattern: /^(\S+) should run last$/,
    run: async (world, _step, [name]) =>
      same('last task', (await leaves(world)).at(-1)?.name ?? null, name ?? ''),
  },
  {
    pattern: /^(\S+) should run (before|after) (\S+)$/,
    run: async (world, _step, [left = '', where, right = '']) => {
      const order = (await position(world, left)) - (await position(world, right));
      if (where === 'before' ? order >= 0 : order <= 0)
        throw new Error(`${left} did not run ${where} ${right}`);
    },
  },
  {
    pattern: /^(\S+) should (complete|fault|cancel)$/,
    run: async (world, _step, [name = '', verb]) => {
      await finished(world);
      same(`status of ${name}`, (await task(world, name)).status, status(verb));
    },
  },
  {
    pattern: /^(\S+) should fault with error:$/,
    run: async (world, step, [name = '']) => {
      await finished(world);
      const { reference } = await task(world, name);
      const { history } = await onlyRun(world);
      const fault = history.findLast(({ type, task }) => type === 'task.faulted' && task === reference);
      same(`error of ${name}`, fault?.detail?.['error'] ?? null, documentOf(step));
    },
  },
];

/** The steps that features about events add. */
const eventSteps: readonly StepKind[] = [
  {
    pattern: /^given another workflow with definition:$/,
    run: (world, step) => {
      world.definitions.push(step.document ?? '');
    },
  },
  {
    pattern: /^the workflow is deployed$/,
    run: async (world) => void (await deployed(world)),
  },
  {
    pattern: /^the event is published:$/,
    run: async (world, step) => {
      world.event = objectOf(step);
      await (await deployed(world)).publish(world.event);
    },
  },
  {
    pattern: /^the events are published:$/,
    run: async (world, step) => {
      const events = documentOf(step);
      if (!Array.isArray(events)) throw new Error('there must be a list of events');
      for (const event of events) {
        if (!isObject(event)) throw new Error('an event must be a map');
        await (await deployed(world)).publish(event);
      }
    },
  },
  {
    pattern: /^the same event is published again$/,
    run: async (world) => (await deployed(world)).publish(world.event ?? {}),
  },
  {
    pattern: /^(\d+) seconds? (?:has|have) passed$/,
    run: async (world, _step, [seconds]) => (await deployed(world)).pass(Number(seconds)),
  },
  {
    pattern: /^the workflow is cancelled$/,
    run: async (world) => (await deployed(world)).ask('cancel'),
  },
  {
    pattern: /^the workflow is suspended$/,
    run: async (world) => (await deployed(world)).ask('suspend'),
  },
  {
    pattern: /^the workflow is resumed$/,
    run: async (world) => (await deployed(world)).ask('resume'),
  },
  {
    pattern: /^the workflow should be (waiting|suspended|cancelled)$/,
    run: async (world, _step, [expected = '']) =>
      same('status', (await onlyRun(world)).instance.status, expected),
  },
  {
    pattern: /^(\S+) should be (waiting|cancelled)$/,
    run: async (world, _step, [name = '', expected = '']) =>
      same(`status of ${name}`, (await task(world, name)).status, expected),
  },
  {
    pattern: /^the workflow(?: '([^']+)')? should have been started (\d+) times?$/,
    run: async (world, _step, [name, count]) =>
      same('number of runs', (await (await deployed(world)).runs(name)).length, Number(count)),
  },
  {
    pattern: /^the runs of the workflow(?: '([^']+)')? should complete with outputs:$/,
    run: async (world, step, [name]) => {
      const runs = await (await deployed(world)).finish(name);
      for (const run of runs) mustHave(run, 'complete');
      same(
        'outputs',
        runs.map(({ instance }) => instance.output ?? null),
        documentOf(step),
      );
    },
  },
  {
    pattern: /^the workflow should fault with an error with:$/,
    run: async (world, step) =>
      sameParts('error', toJson((await ended(world, 'fault')).instance.error), objectOf(step)),
  },
  {
    pattern: /^an event should have been published with:$/,
    run: async (world, step) => {
      const events = (await (await deployed(world)).published()).map((event): Json => ({ ...event }));
      const expected = objectOf(step);
      const { type } = expected;
      const candidates = events.filter((event) => isObject(event) && event['type'] === type);
      if (candidates.length === 0)
        throw new Error(`no event of the type ${JSON.stringify(type)} was published`);
      sameParts('event', candidates.at(-1) ?? null, expected);
    },
  },
];

const vocabulary = [...kitSteps, ...eventSteps];

/** Carries out a scenario. @throws Error naming the step that failed, and why. */
export async function perform(scenario: Scenario): Promise<void> {
  const world: World = { definitions: [] };
  try {
    for (const step of scenario.steps) {
      const kind = vocabulary.find(({ pattern }) => pattern.test(step.text));
      if (kind === undefined) throw new Error(`the step "${step.text}" is not supported yet`);
      try {
        await kind.run(world, step, kind.pattern.exec(step.text)?.slice(1) ?? []);
      } catch (error) {
        throw new Error(`${step.text} ${reason(error)}`, { cause: error });
      }
    }
  } finally {
    await world.session?.close();
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

async function deployed(world: World): Promise<Session> {
  world.session ??= await Session.open(world.definitions);
  return world.session;
}

/** The one run that a scenario is about. */
async function onlyRun(world: World, name?: string): Promise<Run> {
  return only(await (await deployed(world)).runs(name));
}

/** The same, when it has ended or nothing can go on. */
async function finished(world: World, name?: string): Promise<Run> {
  return only(await (await deployed(world)).finish(name));
}

function only(runs: readonly Run[]): Run {
  const [run, ...others] = runs;
  if (run === undefined) throw new Error('no run of the workflow has started');
  if (others.length > 0) throw new Error(`${runs.length} runs of the workflow have started, not one`);
  return run;
}

async function ended(world: World, verb: string | undefined, name?: string): Promise<Run> {
  return mustHave(await finished(world, name), verb);
}

function mustHave(run: Run, verb: string | undefined): Run {
  const { instance } = run;
  if (instance.status === status(verb)) return run;
  const why = hasEnded(instance.status) ? `: ${JSON.stringify(instance.error ?? null)}` : '';
  throw new Error(`expected ${status(verb)}, found ${instance.status}${why}`);
}

function status(verb: string | undefined): string {
  return verb === 'cancel' ? 'cancelled' : verb === 'fault' ? 'faulted' : 'completed';
}

async function property(world: World, path: string): Promise<Json> {
  let value: Json | undefined = (await ended(world, 'complete')).instance.output;
  for (const key of path.split('.'))
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  if (value === undefined) throw new Error(`the output has no ${path}`);
  return value;
}

/** The tasks that ran, without those that only hold others. */
async function leaves(world: World): Promise<readonly RunTask[]> {
  const ran = (await finished(world)).tasks.filter((entry) => entry.status !== 'skipped');
  return ran.filter(({ reference }) => !ran.some((other) => other.reference.startsWith(`${reference}/`)));
}

async function position(world: World, name: string): Promise<number> {
  const index = (await leaves(world)).findIndex((entry) => entry.name === name);
  if (index === -1) throw new Error(`${name} did not run`);
  return index;
}

/** The last activation of a task. */
async function task(world: World, name: string): Promise<RunTask> {
  const found = (await onlyRun(world)).tasks.findLast((entry) => entry.name === name);
  if (found === undefined) throw new Error(`${name} did not run`);
  return found;
}

function toJson(error: object | undefined): Json {
  return error === undefined ? null : { ...error };
}
