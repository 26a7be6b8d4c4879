import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryBackend } from '../backend/index.ts';
import { compileStored } from '../definitions/index.ts';
import { createEngine, realClock } from '../engine/index.ts';
import type { Client } from './client.ts';
import { createLocalClient } from './local.ts';
import { redactAnswers } from './redacted.ts';

const leaky = {
  path: 'leaky.yaml',
  text: `document: { dsl: 1.0.0, namespace: test, name: leaky, version: 1.0.0 }
use: { secrets: [pin] }
do:
  - keep: { set: { pin: '\${ $secrets.pin }' }, export: { as: { kept: '\${ .pin }' } } }
  - tell: { emit: { event: { with: { type: test.told, source: test, data: { pin: '\${ .pin }' } } } } }
  - loop: { for: { in: '[$context.kept]' }, do: [{ go: { listen: { to: { one: { with: { type: test.go } } } } } }] }
`,
};
const secrets = { pin: 'hunter2', login: 'waiting' };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A client whose instance waits with a secret everywhere in its data. */
async function room(): Promise<{ open: Client; client: Client; id: string }> {
  const backend = createMemoryBackend();
  const engine = createEngine({
    backend,
    clock: realClock,
    compile: compileStored,
    activities: [],
    secrets,
    runtime: { name: 'eventctl', version: 'test' },
    log: () => {},
  });
  const open = createLocalClient({ backend, engine });
  closing.push(
    () => engine.stop(),
    () => open.close(),
  );
  await engine.start();
  await open.apply([leaky]);
  const { id } = await open.startInstance({
    workflow: { namespace: 'test', name: 'leaky' },
    input: { given: 'hunter2' },
  });
  await engine.idle();
  return { open, client: redactAnswers(open, secrets), id };
}

describe('answers without secrets', () => {
  it('show no value in an instance, wherever it keeps data, and leave what is stored', async () => {
    const { open, client, id } = await room();
    const [shown, stored] = [await client.showInstance(id), await open.showInstance(id)];
    expect(JSON.stringify(stored).match(/hunter2/g)?.length).toBeGreaterThan(3);
    expect(JSON.stringify(shown)).not.toContain('hunter2');
    expect(shown.context).toEqual({ kept: '***' });
  });

  it('leave the status alone, whatever secrets are called', async () => {
    const { client, id } = await room();
    expect((await client.showInstance(id)).status).toBe('waiting');
  });

  it('show no value in the data of events', async () => {
    const { client } = await room();
    const events = await client.listEvents({ type: 'test.told', limit: 10 });
    expect(events.map(({ event }) => event.data)).toEqual([{ pin: '***' }]);
  });

  it('are those of the client itself without secrets', async () => {
    const { open } = await room();
    expect(redactAnswers(open, {})).toBe(open);
  });
});
