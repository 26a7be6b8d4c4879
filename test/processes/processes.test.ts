import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunKind } from '../../src/activities/index.ts';
import type { Json } from '../../src/json/json.ts';
import { runWorkflow } from '../../src/run/index.ts';
import { FakeEngine } from '../containers/fake-engine.ts';

const head = 'document: { dsl: 1.0.3, namespace: test, name: processes, version: 1.0.0 }\n';

interface Given {
  readonly input?: Json;
  readonly allowRun?: readonly RunKind[];
  readonly secrets?: Readonly<Record<string, Json>>;
}

function run(text: string, { allowRun = ['shell', 'script', 'container'], ...given }: Given = {}) {
  return runWorkflow({ files: [{ path: 'workflow.yaml', text }], allowRun, ...given });
}

const folder = mkdtempSync(join(tmpdir(), 'eventctl-processes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A command that writes its process id, so that a test can tell whether it is still there, and sleeps. */
const sleep = (name: string) => `echo $$ > ${folder}/${name}; exec sleep 60`;

async function hasGone(name: string): Promise<boolean> {
  const id = Number(readFileSync(join(folder, name), 'utf8'));
  for (;;) {
    try {
      process.kill(id, 0);
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a process in a workflow', () => {
  it('K23 runs, and its stdout is the output', async () => {
    const text = `${head}do:
  - a: { run: { shell: { command: 'echo "$1"', arguments: ['\${ .name }'] } }, output: { as: 'rtrimstr("\\n")' } }
  - b: { set: { greeting: '\${ "Hello " + . }' } }`;
    expect(await run(text, { input: { name: 'Ada' } })).toMatchObject({
      status: 'completed',
      output: { greeting: 'Hello Ada' },
    });
  });

  it.each([
    ['shell', 'shell: { command: "true" }'],
    ['script', 'script: { language: js, code: "1" }'],
    ['container', 'container: { image: alpine }'],
  ])('G51 of kind %s is not run unless it is allowed', async (kind, what) => {
    const { error } = await run(`${head}do: [{a: {run: {${what}}}}]`, { allowRun: [] });
    expect(error).toMatchObject({
      type: expect.stringMatching(/\/authorization$/),
      status: 403,
      detail: expect.stringContaining(`--allow-run ${kind}`),
      instance: '/do/0/a',
    });
  });

  it('E3 is killed when its task times out', async () => {
    const text = `${head}do: [{a: {run: {shell: {command: '${sleep('timeout')}'}}, timeout: {after: {seconds: 1}}}}]`;
    const { error } = await run(text);
    expect(error).toMatchObject({ type: expect.stringMatching(/\/timeout$/), status: 408 });
    expect(await hasGone('timeout')).toBe(true);
  });

  it('E3 is killed when its workflow times out', async () => {
    const text = `${head}timeout: {after: {seconds: 1}}\ndo: [{a: {run: {shell: {command: '${sleep('whole')}'}}}}]`;
    expect((await run(text)).error).toMatchObject({ status: 408 });
    expect(await hasGone('whole')).toBe(true);
  });

  it('K9 is killed when another branch has won', async () => {
    const text = `${head}do:
  - race:
      fork:
        compete: true
        branches:
          - slow: { run: { shell: { command: '${sleep('branch')}' } } }
          - quick: { run: { shell: { command: 'while ! [ -s ${folder}/branch ]; do sleep 0.05; done; echo quick' } } }`;
    expect((await run(text)).output).toBe('quick\n');
    expect(await hasGone('branch')).toBe(true);
  });

  it('K33 that fails is tried again, with a key of its own', async () => {
    const file = join(folder, 'keys');
    const command = `echo $EVENTCTL_IDEMPOTENCY_KEY >> ${file}; [ $(wc -l < ${file}) -ge 3 ]`;
    const text = `${head}do:
  - a:
      try: [{ b: { run: { shell: { command: '${command}' }, return: none } } }]
      catch: { errors: { with: { status: 500 } }, retry: { limit: { attempt: { count: 5 } } } }`;
    expect((await run(text)).status).toBe('completed');
    expect(new Set(readFileSync(file, 'utf8').trim().split('\n')).size).toBe(3);
  });

  it('K19 that is not waited for runs to its end', async () => {
    const file = join(folder, 'late');
    const text = `${head}do: [{a: {run: {shell: {command: 'sleep 0.2; touch ${file}'}, await: false}}}]`;
    expect((await run(text, { input: { n: 1 } })).output).toEqual({ n: 1 });
    expect(existsSync(file)).toBe(true);
  });

  it('shows no secret of its stderr', async () => {
    const text = `${head}use: { secrets: [pin] }
do: [{a: {run: {shell: {command: 'echo "pin $PIN" >&2; exit 1', environment: {PIN: '\${ $secrets.pin }'}}}}}]`;
    const { error } = await run(text, { secrets: { pin: 's3cr3t' } });
    expect(error?.detail).toBe('the shell command ended with code 1: pin ***');
  });
});

const root =
  process.env['EVENTCTL_CONFORMANCE'] ??
  fileURLToPath(new URL('../../../shared/conformance', import.meta.url));
const examples = join(root, 'open-workflow/examples');
const absent = !existsSync(examples) && process.env['CI'] === undefined;
if (absent) console.warn(`skipped: no examples at ${examples} (EVENTCTL_CONFORMANCE)`);

/** No image is run: the engine is a stand-in that speaks the API of a real one. */
describe.skipIf(absent)('the specification’s examples', () => {
  let engine: FakeEngine;
  const { DOCKER_HOST: host } = process.env;

  beforeAll(async () => {
    engine = await FakeEngine.start();
    process.env['DOCKER_HOST'] = `unix://${engine.socketPath}`;
    for (const image of ['hello-world:latest', 'alpine:latest']) {
      engine.registry.set(image, { Cmd: ['/hello'] });
    }
    engine.program = async (container) => {
      container.write('stderr', 'to stderr\n');
      if (container.body['OpenStdin'] === true) container.write('stdout', await container.stdin);
      else container.write('stdout', 'Hello from Docker!\n');
      container.exit(0);
    };
  });
  afterEach(() => {
    engine.containers.length = 0;
    engine.requests.length = 0;
  });
  afterAll(async () => {
    if (host === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = host;
    await engine.stop();
  });

  const example = (name: string) => run(readFileSync(join(examples, name), 'utf8'));

  it.each([
    ['K21', 'run-container.yaml', 'Hello from Docker!\n', 1],
    ['K21', 'run-container-cleanup-always.yaml', 'Hello from Docker!\n', 0],
    ['K21', 'run-container-cleanup-eventually.yaml', 'Hello from Docker!\n', 1],
    ['K21', 'run-container-with-pull-policy.yaml', 'Hello from Docker!\n', 1],
    ['K21', 'run-container-stdin-and-arguments.yaml', 'Hello World', 1],
    ['K20', 'run-return-all.yaml', { code: 0, stdout: 'Hello from Docker!\n', stderr: 'to stderr\n' }, 1],
    ['K20', 'run-return-code.yaml', 0, 1],
    ['K20', 'run-return-none.yaml', null, 1],
    ['K20', 'run-return-stderr.yaml', 'to stderr\n', 1],
  ])('%s %s', async (_, name, output, left) => {
    const result = await example(name);
    expect(result.error).toBeUndefined();
    expect(result.output).toEqual(output);
    expect(engine.containers).toHaveLength(left);
  });

  it('K21 run-container-with-name.yaml, which reads names from the data instead of from the variables', async () => {
    await example('run-container-with-name.yaml');
    expect(engine.containers).toMatchObject([{ name: 'hello-null-null-null' }]);
  });

  it('K22 run-script-with-stdin-and-arguments.yaml', async () => {
    const { output } = await example('run-script-with-stdin-and-arguments.yaml');
    expect(output).toBe('stdin >  Hello Workflow\narg >  hello\nenv >  bar\n');
  });

  it('K23 run-shell-stdin-and-arguments.yaml', async () => {
    const { output } = await example('run-shell-stdin-and-arguments.yaml');
    expect(output).toBe('STDIN was: Hello World\nARGS are Foo Bar\n');
  });
});
