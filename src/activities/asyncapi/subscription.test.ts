import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/json.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { Inlet } from '../activity.ts';
import { deferred, type Feed, type Place, type Protocol, type Received } from './broker.ts';
import { holdSubscription } from './subscription.ts';

const message = (n: number): Received => ({ body: Buffer.from(String(n)), headers: {} });

/** A broker whose connections a test holds in its hand. */
function standIn() {
  const connections: {
    readonly feed: Feed;
    lose(error: Error): void;
    closed?: { readonly keep: boolean };
  }[] = [];
  const refusals: Error[] = [];
  const protocol: Protocol = {
    publish: async () => undefined,
    async subscribe(_place, feed) {
      const refusal = refusals.shift();
      if (refusal !== undefined) throw refusal;
      const lost = deferred<Error>();
      const connection: (typeof connections)[number] = { feed, lose: lost.resolve };
      connections.push(connection);
      return {
        lost: lost.promise,
        async close(how) {
          connection.closed = how;
        },
      };
    },
  };
  return { protocol, connections, refusals };
}

/** An instance that takes a message when the test says so. */
function instance() {
  const delivered: JsonObject[] = [];
  let ready = deferred<void>();
  ready.resolve();
  const state = { wanted: true };
  const inlet: Inlet = {
    async deliver(_id, given) {
      delivered.push(given);
      ready = deferred();
    },
    ready: () => ready.promise,
    wanted: async () => state.wanted,
  };
  return { delivered, inlet, state, workOff: () => ready.resolve() };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

function hold(broker: ReturnType<typeof standIn>, into: ReturnType<typeof instance>) {
  const stop = new AbortController();
  const context = { signal: stop.signal, key: 'k', inlet: into.inlet };
  const place = {} as Place;
  const holding = holdSubscription({ protocol: broker.protocol, place, shapes: [], context });
  return { stop, holding };
}

describe('a subscription', () => {
  it('hands over one message at a time', async () => {
    const [broker, into] = [standIn(), instance()];
    const { stop, holding } = hold(broker, into);
    await turn();
    const taken = [1, 2].map((n) => broker.connections[0]?.feed.take(message(n)));
    await taken[0];
    await turn();
    expect(into.delivered).toMatchObject([{ payload: 1 }]);
    into.workOff();
    await taken[1];
    expect(into.delivered).toMatchObject([{ payload: 1 }, { payload: 2 }]);
    stop.abort();
    await holding;
  });

  it('is forgotten by the broker when nobody wants it any more, and kept when the process stops', async () => {
    for (const wanted of [false, true]) {
      const [broker, into] = [standIn(), instance()];
      into.state.wanted = wanted;
      const { stop, holding } = hold(broker, into);
      await turn();
      stop.abort();
      await holding;
      expect(broker.connections[0]?.closed).toEqual({ keep: wanted });
    }
  });

  it('leaves what waits for its turn unacknowledged', async () => {
    const [broker, into] = [standIn(), instance()];
    const { stop, holding } = hold(broker, into);
    await turn();
    await broker.connections[0]?.feed.take(message(1));
    const second = broker.connections[0]?.feed.take(message(2));
    stop.abort();
    await holding;
    into.workOff();
    await expect(second).rejects.toThrow('closed');
    expect(into.delivered).toHaveLength(1);
  });

  it('is opened again when the broker was gone', async () => {
    const [broker, into] = [standIn(), instance()];
    const { stop, holding } = hold(broker, into);
    await turn();
    broker.refusals.push(new Error('still gone'));
    broker.connections[0]?.lose(new Error('gone'));
    while (broker.connections.length < 2) await turn();
    expect(broker.connections[0]?.closed).toEqual({ keep: true });
    stop.abort();
    await holding;
  });

  it('fails when the first connection does', async () => {
    const [broker, into] = [standIn(), instance()];
    broker.refusals.push(new Error('nobody there'));
    await expect(hold(broker, into).holding).rejects.toThrow('nobody there');
  });

  it('fails when messages come faster than they are taken', async () => {
    const [broker, into] = [standIn(), instance()];
    const { holding } = hold(broker, into);
    await turn();
    for (let n = 0; n < 1_002; n++) broker.connections[0]?.feed.take(message(n)).catch(() => undefined);
    await expect(holding).rejects.toThrow(WorkflowError);
  });

  it('fails when few messages that wait are very large', async () => {
    const [broker, into] = [standIn(), instance()];
    const { holding } = hold(broker, into);
    await turn();
    const large = { body: Buffer.alloc(8 * 1024 * 1024), headers: {} };
    for (let n = 0; n < 9; n++) broker.connections[0]?.feed.take(large).catch(() => undefined);
    await expect(holding).rejects.toThrow('came faster than the workflow takes them');
  });
});
