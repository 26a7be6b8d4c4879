import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../json/json.ts';
import { maxOutputBytes } from '../outcome.ts';
import { createShellActivity } from './shell.ts';

function run(command: string, given: JsonObject = {}, signal = new AbortController().signal) {
  const activity = createShellActivity({ allowed: ['shell'] });
  const request = { kind: 'run shell', arguments: { command, return: 'stdout', ...given } };
  return activity.run(request, { signal, key: 'key-1' });
}

/** True while a process with this id is there. */
function lives(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilGone(id: number): Promise<void> {
  while (lives(id)) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('run shell', () => {
  it('K23 gives the arguments as $1 and $2, and stdin', async () => {
    const command = 'input=$(cat)\necho "STDIN was: $input"\necho "ARGS are $1 $2"';
    const output = await run(command, { stdin: 'Hello World', arguments: ['Foo', '$(id)'] });
    expect(output).toBe('STDIN was: Hello World\nARGS are Foo $(id)\n');
  });

  it('K23 without stdin reads nothing', async () => {
    expect(await run('cat; echo end')).toBe('end\n');
  });

  it('takes the input of a command that does not read it', async () => {
    expect(await run('true', { stdin: 'x'.repeat(1_000_000) })).toBe('');
  });

  it('K20 returns stdout as it is', async () => {
    expect(await run('printf "a\\n\\n"; echo b >&2')).toBe('a\n\n');
  });

  it.each([
    ['stderr', 'err\n'],
    ['code', 0],
    ['all', { code: 0, stdout: 'out\n', stderr: 'err\n' }],
    ['none', null],
  ])('K20 returns %s', async (returns, expected) => {
    expect(await run('echo out; echo err >&2', { return: returns })).toEqual(expected);
  });

  it.each([
    ['code', 3],
    ['all', { code: 3, stdout: '', stderr: 'oops\n' }],
  ])('K20 leaves a failure to who asks for %s', async (returns, expected) => {
    expect(await run('echo oops >&2; exit 3', { return: returns })).toEqual(expected);
  });

  it('fails by a code other than 0, with the end of stderr', async () => {
    await expect(run('echo first >&2; echo last >&2; exit 3')).rejects.toMatchObject({
      problem: {
        type: expect.stringMatching(/\/runtime$/),
        status: 500,
        detail: 'the shell command ended with code 3: first\nlast',
      },
    });
  });

  it('says the code of a killed process as shells do', async () => {
    expect(await run('kill -9 $$', { return: 'code' })).toBe(137);
  });

  it('refuses when it is not allowed, naming the flag', async () => {
    const activity = createShellActivity({ allowed: ['script', 'container'] });
    const request = { kind: 'run shell', arguments: { command: 'true', return: 'stdout' } };
    const context = { signal: new AbortController().signal, key: 'k' };
    await expect(activity.run(request, context)).rejects.toMatchObject({
      problem: {
        type: expect.stringMatching(/\/authorization$/),
        status: 403,
        detail: expect.stringContaining('--allow-run shell'),
      },
    });
  });
});

describe('the surroundings of a shell command', () => {
  it('K23 are the environment of the task, the key, and three variables of the worker', async () => {
    process.env['EVENTCTL_SECRET_TEST'] = 'hidden';
    const output = await run('env', { environment: { COLOUR: 'red', EVENTCTL_IDEMPOTENCY_KEY: 'forged' } });
    delete process.env['EVENTCTL_SECRET_TEST'];
    const variables = Object.fromEntries(
      String(output)
        .trim()
        .split('\n')
        .map((line) => line.split('=', 2)),
    );
    expect(variables).toMatchObject({ COLOUR: 'red', EVENTCTL_IDEMPOTENCY_KEY: 'key-1' });
    const ofTheShell = ['PWD', 'SHLVL', '_', 'OLDPWD'];
    const known = ['PATH', 'HOME', 'LANG', 'COLOUR', 'EVENTCTL_IDEMPOTENCY_KEY', ...ofTheShell];
    expect(Object.keys(variables).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('are an empty folder of its own, gone afterwards', async () => {
    const [folder = '', ...files] = String(await run('pwd; ls -A; mkdir a; touch a/b'))
      .trim()
      .split('\n');
    expect(files).toEqual([]);
    expect(folder).toContain('eventctl-run-');
    expect(existsSync(folder)).toBe(false);
  });
});

describe('a hostile shell command', () => {
  it('that writes without end is killed', async () => {
    await expect(run('yes')).rejects.toMatchObject({
      problem: {
        title: 'Too much output',
        detail: `the shell command wrote more than ${maxOutputBytes} bytes to stdout`,
      },
    });
  });

  it('may write exactly as much as it may', async () => {
    const output = await run(`head -c ${maxOutputBytes} /dev/zero | tr '\\0' x`);
    expect(String(output)).toHaveLength(maxOutputBytes);
  });

  it('that leaves a child with its output in the background ends with it', async () => {
    const id = Number(await run('sleep 600 & echo $!'));
    await untilGone(id);
    expect(lives(id)).toBe(false);
  });

  it('whose child escapes its group does not keep the task waiting', async () => {
    const output = await run('setsid sleep 3 & echo done');
    expect(output).toBe('done\n');
  });

  it('that does not end is killed with its children when it is aborted', async () => {
    const controller = new AbortController();
    const folder = await run('mktemp -d');
    const file = String(folder).trim();
    const running = run(`sleep 600 & echo $! > ${file}/id; wait`, {}, controller.signal);
    running.catch(() => {});
    const { readFile, rm } = await import('node:fs/promises');
    let id = 0;
    while (id === 0) id = Number(await readFile(`${file}/id`, 'utf8').catch(() => '0'));
    controller.abort();
    await untilGone(id);
    await rm(file, { recursive: true });
    await expect(running).rejects.toMatchObject({ problem: { detail: expect.stringContaining('code 143') } });
  });

  it('that ignores being asked to end is killed', async () => {
    const controller = new AbortController();
    const running = run(
      "trap '' TERM; echo ready >&2; while :; do sleep 0.1; done",
      { return: 'code' },
      controller.signal,
    );
    setTimeout(() => controller.abort(), 300);
    expect(await running).toBe(137);
  });

  it('that is not even started does nothing when it was aborted before', async () => {
    await expect(run('true', {}, AbortSignal.abort())).rejects.toThrow('aborted');
  });
});
