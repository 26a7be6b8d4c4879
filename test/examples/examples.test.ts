import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import type * as networkModule from '../../src/network/network.ts';
import { examples } from './all.ts';
import { Hosts } from './hosts.ts';
import { absence, play } from './play.ts';

const state = vi.hoisted((): { hosts?: Hosts } => ({}));

/** Every byte of HTTP goes to the hosts of the example, whatever address it is meant for. */
vi.mock('../../src/network/network.ts', async (original) => {
  const network = await original<typeof networkModule>();
  return {
    ...network,
    createNetwork: (...access: Parameters<typeof network.createNetwork>) => {
      const transport = network.createNetwork(...access);
      return (...[exchange, signal]: Parameters<typeof transport>) =>
        transport(state.hosts?.redirect(exchange) ?? exchange, signal);
    },
    createStreamingNetwork: (...access: Parameters<typeof network.createStreamingNetwork>) => {
      const transport = network.createStreamingNetwork(...access);
      return (...[exchange, signal]: Parameters<typeof transport>) =>
        transport(state.hosts?.redirect(exchange) ?? exchange, signal);
    },
  };
});

if (absence !== undefined) process.stderr.write(`skipped: ${absence}\n`);

describe.skipIf(absence !== undefined)('the specification’s examples', () => {
  beforeAll(async () => {
    state.hosts = await Hosts.start();
  });
  afterAll(() => state.hosts?.stop());

  for (const example of examples) {
    it(`${example.ids} ${example.file}: ${example.shows}`, async () => {
      if (state.hosts === undefined) throw new Error('there are no hosts');
      await play(example, state.hosts);
    });
  }
});
