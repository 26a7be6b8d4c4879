import { Client, errors } from 'undici';
import { describe, expect, it, vi } from 'vitest';
import { Connections } from './connections.ts';

/** Clients open no socket before their first request. */
function connections() {
  const open = vi.fn(() => new Client('http://127.0.0.1:1'));
  const whenNone = vi.fn();
  return { open, whenNone, pool: new Connections({ open, whenNone }) };
}

/** What a client tells when its socket has been closed. */
function close(client: Client): void {
  client.emit('disconnect', new URL('http://127.0.0.1:1'), [client], new errors.SocketError('closed'));
}

describe('Connections', () => {
  it('takes the one that was used last', () => {
    const { pool } = connections();
    const [first, second] = [pool.take(), pool.take()];
    pool.give(first);
    pool.give(second);
    expect(pool.take()).toBe(second);
    expect(pool.take()).toBe(first);
  });

  it('opens another one while all have an exchange', () => {
    const { pool, open } = connections();
    const taken = Array.from({ length: 300 }, () => pool.take());
    expect(new Set(taken).size).toBe(300);
    expect(open).toHaveBeenCalledTimes(300);
  });

  it('closes one that is dropped, and never hands it out again', async () => {
    const { pool } = connections();
    const client = pool.take();
    pool.drop(client);
    expect(pool.take()).not.toBe(client);
    await vi.waitFor(() => expect(client.destroyed).toBe(true));
  });

  it('forgets one whose socket was closed while it was free', async () => {
    const { pool, whenNone } = connections();
    const client = pool.take();
    pool.give(client);
    close(client);
    expect(whenNone).toHaveBeenCalledOnce();
    expect(pool.take()).not.toBe(client);
    await vi.waitFor(() => expect(client.destroyed).toBe(true));
  });

  it('keeps one whose socket was closed before its exchange was sent', () => {
    const { pool, whenNone } = connections();
    const client = pool.take();
    close(client);
    expect(whenNone).not.toHaveBeenCalled();
    pool.give(client);
    expect(pool.take()).toBe(client);
  });

  it('begins an exchange at once, unless the answer before it has just come', async () => {
    const { pool } = connections();
    const client = pool.take();
    const begun: string[] = [];
    pool.begin(client, () => begun.push('first'));
    pool.give(client);
    pool.begin(pool.take(), () => begun.push('second'));
    expect(begun).toEqual(['first']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toEqual(['first', 'second']);
    pool.begin(client, () => begun.push('third'));
    expect(begun).toEqual(['first', 'second', 'third']);
  });

  it('tells when the last one is gone', () => {
    const { pool, whenNone } = connections();
    const [first, second] = [pool.take(), pool.take()];
    pool.drop(first);
    expect(whenNone).not.toHaveBeenCalled();
    pool.drop(second);
    expect(whenNone).toHaveBeenCalledOnce();
  });
});
