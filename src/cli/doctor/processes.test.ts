import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeEngine } from '../../../test/containers/fake-engine.ts';
import { checkProcesses } from './processes.ts';

let engine: FakeEngine;
beforeEach(async () => {
  engine = await FakeEngine.start();
});
afterEach(() => engine.stop());

const none = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };

describe('checkProcesses', () => {
  it('says that everything is off, and how to turn it on', async () => {
    const findings = await checkProcesses([], none);
    expect(findings.map(({ check, status, hint }) => `${check} ${status} ${hint}`)).toEqual([
      'run shell ok --allow-run shell turns it on',
      'run script ok --allow-run script turns it on',
      'run container ok --allow-run container turns it on',
    ]);
    expect(findings.every(({ detail }) => detail.startsWith('off; '))).toBe(true);
  });

  it('warns of what is on and has no engine', async () => {
    const [, , container] = await checkProcesses(['container'], none);
    expect(container).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('/nowhere/docker.sock'),
    });
  });

  it('names the engine that answers', async () => {
    const environment = { DOCKER_HOST: `unix://${engine.socketPath}` };
    const [shell, , container] = await checkProcesses(['shell', 'container'], environment);
    expect(shell).toEqual({ check: 'run shell', status: 'ok', detail: 'on; /bin/sh' });
    expect(container).toEqual({
      check: 'run container',
      status: 'ok',
      detail: `on; engine 27.0.0-stand-in at ${engine.socketPath}`,
    });
  });
});
