import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { isObject, type JsonObject } from '../../../json/json.ts';
import { WorkflowError } from '../../../problem/problem.ts';
import { maxOutputBytes, type Outcome, tooMuchOutput } from '../outcome.ts';
import { sandboxBody } from './sandbox-body.ts';

/*
 * A script runs in QuickJS, inside a thread of its own:
 *
 *   started ─┬─ answer ─► ended: its code and output
 *            ├─ time limit, abort ─► terminated
 *            └─ the thread dies ─► crashed
 */

/** What a script may use. */
export interface ScriptLimits {
  /** Milliseconds of the clock. */
  readonly time: number;
  /** Pages of 64 KiB, QuickJS itself included; not less than it begins with. */
  readonly pages: number;
}

/** Ten seconds, 64 MiB. */
export const defaultLimits: ScriptLimits = { time: 10_000, pages: 1_024 };

/** What QuickJS begins with: 16 MiB. */
const firstPages = 256;

/** Lines of an error and its stack that are shown. */
const stackLines = 12;

/** Bytes of QuickJS's own stack; the thread's must hold it many times over. */
const stackSize = 256 * 1024;
const threadStackMiB = 16;

export interface Script {
  readonly code: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string;
  /** Bound as global variables. */
  readonly variables: JsonObject;
}

const what = 'the script';

const require = createRequire(import.meta.url);

/**
 * Runs an ECMAScript module without any I/O: it has its arguments, stdin, environment and a console. An uncaught error
 * is code 1 and its stack on stderr.
 * @throws WorkflowError `runtime` when it takes too long, writes too much or breaks the sandbox; `configuration` when
 * an argument cannot be a variable.
 */
export async function runJavaScript(
  script: Script,
  limits: ScriptLimits,
  signal: AbortSignal,
): Promise<Outcome> {
  signal.throwIfAborted();
  const { code, ...given } = script;
  const worker = new Worker(sandboxBody, {
    eval: true,
    workerData: {
      library: require.resolve('quickjs-emscripten-core'),
      variant: require.resolve('@jitl/quickjs-wasmfile-release-sync'),
      limits: { pages: limits.pages, firstPages, stackLines, stack: stackSize, output: maxOutputBytes },
      code,
      given: JSON.stringify(given),
    },
    resourceLimits: { stackSizeMb: threadStackMiB, maxOldGenerationSizeMb: 128 },
    env: {},
    execArgv: [],
    stdin: false,
  });
  try {
    return outcomeOf(await answerOf(worker, limits.time, signal));
  } finally {
    await worker.terminate();
  }
}

/** The one message of the worker. */
function answerOf(worker: Worker, time: number, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(failed('Script too slow', `${what} took longer than ${time} ms`));
    const abort = (): void => reject(failed('Aborted'));
    const alarm = setTimeout(late, time);
    signal.addEventListener('abort', abort, { once: true });
    worker.once('message', resolve);
    worker.once('error', (error) => reject(failed('Script crashed', `${what}: ${error.message}`)));
    worker.once('exit', () => {
      clearTimeout(alarm);
      signal.removeEventListener('abort', abort);
      reject(failed('Script crashed', `${what} ended without an answer`));
    });
  });
}

function outcomeOf(answer: unknown): Outcome {
  const { taken, tooMuch, crashed, code, stdout, stderr } = isObject(answer) ? answer : {};
  if (typeof code === 'number' && typeof stdout === 'string' && typeof stderr === 'string') {
    return { code, stdout, stderr };
  }
  if (typeof tooMuch === 'string') throw tooMuchOutput(what, tooMuch);
  if (typeof taken === 'string') {
    const detail = `an argument of ${what} cannot be called "${taken}": that name has a meaning in JavaScript already`;
    throw WorkflowError.of('configuration', 'Not a name for an argument', detail);
  }
  throw failed('Script crashed', `${what}: ${String(crashed)}`);
}

function failed(title: string, detail?: string): WorkflowError {
  return WorkflowError.of('runtime', title, detail);
}
