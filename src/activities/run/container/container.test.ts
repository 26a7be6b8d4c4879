import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeEngine } from '../../../../test/containers/fake-engine.ts';
import type { JsonObject } from '../../../json/json.ts';
import { createContainerActivity } from './container.ts';

// No container runs here: the engine is a stand-in that speaks the API of a real one.
let engine: FakeEngine;

beforeEach(async () => {
  engine = await FakeEngine.start();
  engine.images.set('alpine:latest', { Entrypoint: null, Cmd: ['/bin/sh'] });
});

afterEach(() => engine.stop());

interface Call {
  readonly key?: string;
  readonly signal?: AbortSignal;
}

function run(given: JsonObject = {}, { key = 'key-1', signal = new AbortController().signal }: Call = {}) {
  const activity = createContainerActivity({
    allowed: ['container'],
    environment: { DOCKER_HOST: `unix://${engine.socketPath}` },
  });
  const usual = { image: 'alpine', pullPolicy: 'ifNotPresent', cleanup: 'never', return: 'stdout' };
  const source = { workflow: { namespace: 'shop', name: 'order' }, task: 'pack it' };
  return activity.run(
    { kind: 'run container', arguments: { ...usual, ...source, ...given } },
    { key, signal },
  );
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

const created = () => engine.containers[0]?.body ?? {};

describe('run container', () => {
  it('K20 tells stdout from stderr', async () => {
    engine.program = (container) => {
      container.write('stdout', 'out 1\n');
      container.write('stderr', 'err\n');
      container.write('stdout', 'out 2 é\n');
      container.exit(3);
    };
    expect(await run({ return: 'all' })).toEqual({ code: 3, stdout: 'out 1\nout 2 é\n', stderr: 'err\n' });
  });

  it('fails by a code other than 0, with the end of stderr', async () => {
    engine.program = (container) => {
      container.write('stderr', 'no such order\n');
      container.exit(1);
    };
    await expect(run()).rejects.toMatchObject({
      problem: {
        type: expect.stringMatching(/\/runtime$/),
        detail: 'the container ended with code 1: no such order',
      },
    });
  });

  it('K21 runs a command with its arguments, and gives it stdin', async () => {
    engine.program = async (container) => {
      container.write('stdout', `STDIN was: ${await container.stdin}`);
      container.exit(0);
    };
    const given = { command: 'cat; echo $1', arguments: ['Foo', 'Bar'], stdin: 'Hello World' };
    expect(await run(given)).toBe('STDIN was: Hello World');
    expect(created()).toMatchObject({
      Entrypoint: ['/bin/sh', '-c'],
      Cmd: ['cat; echo $1', 'sh', 'Foo', 'Bar'],
      OpenStdin: true,
      StdinOnce: true,
    });
  });

  it.each([
    ['after the default command of an image', { Cmd: ['serve'] }, ['serve', 'now']],
    ['to the entrypoint of an image', { Entrypoint: ['/app'], Cmd: ['serve'] }, ['now']],
  ])('K21 gives arguments %s', async (_, image, expected) => {
    engine.images.set('app:1.2', image);
    await run({ image: 'app:1.2', arguments: ['now'] });
    expect(created()['Cmd']).toEqual(expected);
  });

  it('K21 publishes ports, mounts volumes and sets the environment', async () => {
    await run({
      ports: { '8080': '80', '127.0.0.1:5353': '53/udp' },
      volumes: { '/data': '/var/lib/data:ro' },
      environment: { COLOUR: 'red' },
    });
    expect(created()).toMatchObject({
      Env: ['COLOUR=red', 'EVENTCTL_IDEMPOTENCY_KEY=key-1'],
      ExposedPorts: { '80/tcp': {}, '53/udp': {} },
      HostConfig: {
        Binds: ['/data:/var/lib/data:ro'],
        PortBindings: {
          '80/tcp': [{ HostPort: '8080' }],
          '53/udp': [{ HostPort: '5353', HostIp: '127.0.0.1' }],
        },
      },
    });
  });

  it('K21 is named as the specification recommends', async () => {
    await run();
    expect(engine.containers[0]?.name).toMatch(
      /^order-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.shop-pack_it$/,
    );
  });

  it('K21 takes the name it is given', async () => {
    await run({ name: 'mine' });
    expect(engine.containers[0]?.name).toBe('mine');
  });

  it('refuses when it is not allowed, naming the flag', async () => {
    const activity = createContainerActivity({ allowed: [], environment: {} });
    const context = { signal: new AbortController().signal, key: 'k' };
    await expect(activity.run({ kind: 'run container', arguments: {} }, context)).rejects.toMatchObject({
      problem: { status: 403, detail: expect.stringContaining('--allow-run container') },
    });
  });
});

describe('the image of a container', () => {
  const pulls = () => engine.requests.filter((one) => one === 'POST /images/create').length;

  it.each([
    ['ifNotPresent', 0],
    ['never', 0],
    ['always', 1],
  ])('K21 that is there is pulled by the policy %s: %i times', async (pullPolicy, times) => {
    engine.registry.set('alpine:latest', {});
    await run({ pullPolicy });
    expect(pulls()).toBe(times);
  });

  it('K21 is pulled when it is not there', async () => {
    engine.registry.set('ghcr.io/shop/packer:latest', {});
    await run({ image: 'ghcr.io/shop/packer' });
    expect(created()['Image']).toBe('ghcr.io/shop/packer:latest');
  });

  it('K21 is not pulled by the policy never', async () => {
    await expect(run({ image: 'packer', pullPolicy: 'never' })).rejects.toThrow(
      'packer:latest is not here, and pullPolicy is never',
    );
  });

  it('that cannot be pulled is a runtime error', async () => {
    await expect(run({ image: 'nowhere:1' })).rejects.toThrow('nowhere:1: manifest unknown');
  });
});

describe('the lifetime of a container', () => {
  it.each([
    ['always', 0],
    ['never', 1],
    ['eventually', 1],
  ])('K21 with cleanup %s: %i left after its end', async (cleanup, left) => {
    await run({ cleanup, ...(cleanup === 'eventually' ? { removeAfter: 60_000 } : {}) });
    expect(engine.containers).toHaveLength(left);
  });

  it('K21 ends eventually, with the next container that runs when its time is over', async () => {
    await run({ cleanup: 'eventually', removeAfter: 60_000 }, { key: 'old' });
    await run({ cleanup: 'eventually', removeAfter: 60_000 }, { key: 'young' });
    const [old] = engine.containers;
    if (old !== undefined) old.finishedAt -= 60_000;
    await run({}, { key: 'next' });
    expect(engine.containers).toHaveLength(2);
    expect(engine.containers).not.toContain(old);
  });

  it('K21 ends eventually, by a timer of the process that ran it', async () => {
    await run({ cleanup: 'eventually', removeAfter: 20 });
    while (engine.containers.length > 0) await soon();
    expect(engine.containers).toEqual([]);
  });

  it('ends at once when it could not be started', async () => {
    engine.images.set('broken:latest', {});
    await expect(run({ image: 'broken' })).rejects.toThrow('400: exec: no such file');
    expect(engine.containers).toEqual([]);
  });
});

describe('a container that runs without end', () => {
  async function aborted(given: JsonObject): Promise<void> {
    engine.program = () => {};
    const controller = new AbortController();
    const running = run(given, { signal: controller.signal });
    running.catch(() => {});
    while (!engine.requests.some((one) => one.endsWith('/logs'))) await soon();
    controller.abort();
    await expect(running).rejects.toThrow();
  }

  it('is killed by an abort, and gives its name up', async () => {
    await aborted({ name: 'mine' });
    expect(engine.containers).toMatchObject([{ status: 'exited', name: 'mine-stopped-00000000' }]);
  });

  it('is removed by an abort where it is always removed', async () => {
    await aborted({ cleanup: 'always' });
    expect(engine.containers).toEqual([]);
  });

  it('is killed when it writes too much', async () => {
    engine.program = (container) => {
      const write = (): void => {
        if (container.status !== 'running') return;
        container.write('stdout', 'x'.repeat(100_000));
        setImmediate(write);
      };
      write();
    };
    await expect(run()).rejects.toThrow('the container wrote more than 1048576 bytes to stdout');
    expect(engine.containers[0]?.status).toBe('exited');
  });
});

describe('a container of an effect that is repeated', () => {
  it('is not run again when it has ended', async () => {
    let runs = 0;
    engine.program = (container) => {
      runs += 1;
      container.write('stdout', `run ${runs}`);
      container.exit(0);
    };
    expect([await run(), await run()]).toEqual(['run 1', 'run 1']);
  });

  it('is gone on with while it runs', async () => {
    const started = new Promise<void>((resolve) => {
      engine.program = (container) => {
        container.write('stdout', 'begin ');
        resolve();
      };
    });
    const first = run();
    await started;
    const second = run();
    while (engine.requests.filter((one) => one.endsWith('/logs')).length < 2) {
      await soon();
    }
    engine.containers[0]?.write('stdout', 'end');
    engine.containers[0]?.exit(0);
    expect([await first, await second]).toEqual(['begin end', 'begin end']);
    expect(engine.containers).toHaveLength(1);
  });

  it('is replaced while it runs when it was given stdin', async () => {
    let runs = 0;
    engine.program = async (container) => {
      runs += 1;
      if (runs === 1) return;
      container.write('stdout', await container.stdin);
      container.exit(0);
    };
    run({ stdin: 'in' }).catch(() => {});
    while (runs === 0) await soon();
    expect(await run({ stdin: 'in' })).toBe('in');
    expect(engine.containers).toHaveLength(1);
  });

  it('is replaced when it has ended, has its name, and was of another effect', async () => {
    await run({ name: 'mine' }, { key: 'first' });
    await run({ name: 'mine' }, { key: 'second' });
    expect(engine.containers).toMatchObject([{ body: { Labels: { 'eventctl.key': 'second' } } }]);
  });

  it('never replaces one that is not eventctl’s', async () => {
    await run({ name: 'mine' });
    const [foreign] = engine.containers;
    if (foreign !== undefined) Object.assign(foreign.body, { Labels: {} });
    await expect(run({ name: 'mine' })).rejects.toThrow('there is a container "mine" already');
  });
});

describe('a container engine', () => {
  const asked = (environment: Record<string, string>) =>
    createContainerActivity({ allowed: ['container'], environment }).run(
      {
        kind: 'run container',
        arguments: {
          image: 'a',
          name: 'a',
          pullPolicy: 'always',
          cleanup: 'never',
          return: 'none',
        },
      },
      { signal: new AbortController().signal, key: 'k' },
    );

  it('that does not answer is a communication error', async () => {
    const socket = join(mkdtempSync(join(tmpdir(), 'eventctl-')), 'none.sock');
    await expect(asked({ DOCKER_HOST: `unix://${socket}` })).rejects.toMatchObject({
      problem: { type: expect.stringMatching(/\/communication$/), detail: expect.stringContaining(socket) },
    });
  });

  it('that needs more than HTTP is refused', async () => {
    await expect(asked({ DOCKER_HOST: 'ssh://host' })).rejects.toThrow('it may begin with unix:// or tcp://');
  });
});
