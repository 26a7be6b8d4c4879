import { openBackend } from '../open.ts';
import { advance, begin, now } from './samples.ts';

// A program to be killed: takes turns on a few instances of a store for ever, and prints `<instance> <sequence>` for
// each turn that was acknowledged. What a turn writes to several tables is all derived from its sequence number.
const [url = ''] = process.argv.slice(2);
const backend = await openBackend(url);

async function loop(id: string): Promise<void> {
  if ((await backend.instances.get(id)) === undefined) await begin(backend, id);
  for (;;) {
    const sequence = ((await backend.instances.get(id))?.sequence ?? 0) + 1;
    await backend.instances.push({ instance: id, id: `p${sequence}`, stimulus: { kind: 'cancel' }, now });
    await advance(backend, id, {
      state: { sequence },
      timers: { set: [{ id: 't', at: sequence }] },
      history: [{ time: sequence, type: 'task.started' }],
    });
    process.stdout.write(`${id} ${sequence}\n`);
  }
}

await Promise.all(['a', 'b', 'c', 'd'].map(loop));
