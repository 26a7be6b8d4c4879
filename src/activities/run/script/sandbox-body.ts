/*
 * The inside of the sandbox, as plain JavaScript: it runs as it stands from the sources and from the build.
 */

/**
 * Runs inside QuickJS, before the script: a console, the arguments, and as much of Node's `process` and `fs` as a
 * script needs to read its input.
 */
const prelude = `
(function (write, exit, given) {
  const { argv, environment, stdin, variables } = JSON.parse(given);
  const shown = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return value + '\\n' + value.stack;
    if (typeof value !== 'object' || value === null) return String(value);
    try { return JSON.stringify(value); } catch { return String(value); }
  };
  const line = (stream) => (...parts) => write(stream, parts.map(shown).join(' ') + '\\n');
  const console = {
    log: line('stdout'), info: line('stdout'), debug: line('stdout'),
    error: line('stderr'), warn: line('stderr'), trace: line('stderr'),
  };
  const stop = new Error('the script has exited');
  const process = {
    argv: ['js', 'script.js', ...argv],
    env: environment,
    exitCode: 0,
    stdin: { fd: 0 },
    stdout: { write: (text) => { write('stdout', String(text)); return true; } },
    stderr: { write: (text) => { write('stderr', String(text)); return true; } },
    exit(code) { exit(Number(code ?? process.exitCode)); throw stop; },
  };
  const fs = {
    readFileSync(file) {
      if (file === 0 || file === '/dev/stdin') return stdin;
      throw new Error('a script reads its stdin (0) and no file');
    },
  };
  const define = (name, value) =>
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  define(Symbol.for('eventctl'), { fs, process });
  const own = { console, process, stdin, arguments: argv };
  for (const [name, value] of Object.entries(own)) define(name, value);
  for (const [name, value] of Object.entries(variables)) {
    if (name in globalThis) return name;
    define(name, value);
  }
})
`;

/** The modules that a script can import; each is taken from what the prelude has put there. */
const modules = {
  process:
    "const { process } = globalThis[Symbol.for('eventctl')]; export default process; export const { argv, env, exit, stdin, stdout, stderr } = process;",
  fs: "const { fs } = globalThis[Symbol.for('eventctl')]; export default fs; export const { readFileSync } = fs;",
};

/** Runs in the worker thread: one script, one answer. */
export const sandboxBody = `
const { parentPort, workerData } = require('node:worker_threads');
const { newQuickJSWASMModuleFromVariant, newVariant } = require(workerData.library);
const { default: release } = require(workerData.variant);
const prelude = ${JSON.stringify(prelude)};
const modules = ${JSON.stringify(modules)};
const { limits, code, given } = workerData;

async function run() {
  const output = { stdout: '', stderr: '' };
  const size = { stdout: 0, stderr: 0 };
  let exited;
  let tooMuch;
  // QuickJS's own memory limit counts nothing in WebAssembly; the memory itself must end.
  const wasmMemory = new WebAssembly.Memory({ initial: limits.firstPages, maximum: limits.pages });
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(release, { wasmMemory }));
  const runtime = quickjs.newRuntime();
  runtime.setMaxStackSize(limits.stack);
  runtime.setInterruptHandler(() => exited !== undefined || tooMuch !== undefined);
  runtime.setModuleLoader((name) => {
    const known = name.replace(/^node:/, '');
    return Object.hasOwn(modules, known)
      ? modules[known]
      : { error: new Error('there is no module "' + name + '" in a script; it has stdin, arguments and environment only') };
  });
  const vm = runtime.newContext();
  const say = (stream, text) => {
    if (exited !== undefined || tooMuch !== undefined) return;
    size[stream] += Buffer.byteLength(text);
    if (size[stream] > limits.output) tooMuch = stream;
    else output[stream] += text;
  };
  const failed = (handle) => {
    const error = vm.dump(handle);
    handle.dispose();
    // Where there was no memory left for the error itself, it is null or empty.
    const full = !error && wasmMemory.buffer.byteLength > limits.pages * 65_536 / 2;
    const text = error !== null && typeof error === 'object'
      ? (error.name ?? 'Error') + ': ' + (error.message ?? JSON.stringify(error)) + '\\n' + (error.stack ?? '')
      : full ? 'InternalError: out of memory' : 'Uncaught ' + String(error);
    say('stderr', text.split('\\n').slice(0, limits.stackLines).join('\\n').trimEnd() + '\\n');
    return 1;
  };
  const write = vm.newFunction('write', (stream, text) => say(vm.getString(stream), vm.getString(text)));
  const exit = vm.newFunction('exit', (value) => { exited ??= vm.getNumber(value) & 255; });
  const prepare = vm.unwrapResult(vm.evalCode(prelude, 'prelude.js'));
  const taken = vm.dump(vm.unwrapResult(vm.callFunction(prepare, vm.undefined, write, exit, vm.newString(given))));
  if (taken !== undefined) return { taken };

  const settle = (result) => {
    if (result.error) return failed(result.error);
    const jobs = runtime.executePendingJobs();
    if (jobs.error) return failed(jobs.error);
    const state = vm.getPromiseState(result.value);
    if (state.type === 'rejected') return failed(state.error);
    if (state.type === 'fulfilled') return exited ?? vm.dump(vm.unwrapResult(vm.evalCode('process.exitCode'))) & 255;
    say('stderr', 'the script awaits what never comes: it has no timers and no I/O\\n');
    return 13;
  };
  const settled = settle(vm.evalCode(code, 'script.js', { type: 'module' }));
  if (tooMuch !== undefined) return { tooMuch };
  return { code: exited ?? settled, ...output };
}

run().then(
  (answer) => parentPort.postMessage(answer),
  (error) => parentPort.postMessage({ crashed: String((error && error.message) || error) }),
);
`;
