// The process of Restate's services, as its documentation shows one: an HTTP/2 endpoint that the server calls. It tells
// the driver by messages which instances wait and when their steps were done.
import './with-resolvers.js';
import { once } from 'node:events';
import { createServer } from 'node:http2';
import { createEndpointHandler, handlers, service } from '@restatedev/restate-sdk';
import { createPoster } from '../driver/http.js';
import { now } from '../driver/loops.js';

/**
 * @typedef {object} News
 * @property {[key: string, awakeable: string][]} parked
 * @property {[key: string, inStep: number, committed: number][]} noted wall clock in milliseconds
 */

const post = createPoster(256);
/** @type {Set<string>} */
const waiting = new Set();
/** @type {News} */
let news = { parked: [], noted: [] };

/**
 * Waits for its own event, then one durable step that notes the time.
 * @param {import('@restatedev/restate-sdk').Context} ctx
 * @param {string} key
 */
async function wait(ctx, key) {
  const { id, promise } = ctx.awakeable();
  if (!waiting.has(key)) {
    waiting.add(key);
    news.parked.push([key, id]);
  }
  await promise;
  const inStep = await ctx.run('note', () => now());
  news.noted.push([key, inStep, now()]);
  waiting.delete(key);
}

const bench = service({
  name: 'bench',
  handlers: {
    /** Three trivial durable steps. */
    steps: async (
      /** @type {import('@restatedev/restate-sdk').Context} */ ctx,
      /** @type {number} */ turn,
    ) => {
      const one = await ctx.run('one', () => turn + 1);
      const two = await ctx.run('two', () => one + 1);
      return await ctx.run('three', () => two + 1);
    },
    /** The same, where each step is a POST. */
    http: async (/** @type {import('@restatedev/restate-sdk').Context} */ ctx, /** @type {string} */ url) => {
      const one = await ctx.run('one', () => post(url, '{"step":1}'));
      const two = await ctx.run('two', () => post(url, '{"step":2}'));
      return [one, two, await ctx.run('three', () => post(url, '{"step":3}'))].length;
    },
    /** No durable step: three assignments. */
    pure: async (
      /** @type {import('@restatedev/restate-sdk').Context} */ _ctx,
      /** @type {number} */ turn,
    ) => {
      const one = { turn, step: 1 };
      const two = { ...one, step: one.step + 1 };
      return { ...two, step: two.step + 1 };
    },
    /** For events after a short while: the server keeps the call open, as it does by default for a minute. */
    listen: wait,
    /** For many instances that wait for long: the server soon lets go of the call, and calls again after the event. */
    park: handlers.handler({ inactivityTimeout: 200 }, wait),
  },
});

const server = createServer(createEndpointHandler({ services: [bench] })).listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.({ address: server.address() });
process.once('disconnect', () => process.exit());

setInterval(() => {
  if (news.parked.length + news.noted.length === 0) return;
  process.send?.(news);
  news = { parked: [], noted: [] };
}, 20);
