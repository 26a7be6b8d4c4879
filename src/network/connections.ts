import type { Client } from 'undici';

/**
 * The connections to one origin, each with one exchange at a time.
 *
 * A connection carries an exchange, or it is free: of the free ones the last used is taken first, so that no more stay
 * open than are needed at a time. One whose answer has just come rests until the next round of the event loop: a server
 * that closes it with its answer is heard only then. It is gone when either side closes it while it is free, or when its exchange fails.
 * There is no limit to their number: an exchange that waited for another one could wait for what waits for it.
 */
export class Connections {
  readonly #open: () => Client;
  readonly #whenNone: () => void;
  readonly #free: Client[] = [];
  /** Those that were given back in this round of the event loop. */
  readonly #resting = new Set<Client>();
  #count = 0;

  /** @param whenNone is called when the last connection is gone. */
  constructor({ open, whenNone }: { readonly open: () => Client; readonly whenNone: () => void }) {
    this.#open = open;
    this.#whenNone = whenNone;
  }

  /** One that is free, or a new one; to be given back or dropped. */
  take(): Client {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const client = this.#open();
    this.#count += 1;
    // One that has an exchange opens a new socket for it.
    client.on('disconnect', () => this.#closed(client));
    return client;
  }

  /** After an exchange that went well. */
  give(client: Client): void {
    this.#free.push(client);
    this.#resting.add(client);
    setImmediate(() => this.#resting.delete(client));
  }

  /** Begins an exchange over one that was taken: at once, or when it has rested. */
  begin(client: Client, exchange: () => void): void {
    if (this.#resting.has(client)) setImmediate(exchange);
    else exchange();
  }

  /** After one that did not. */
  drop(client: Client): void {
    // It may be in the middle of telling of the failure.
    queueMicrotask(() => void client.destroy());
    this.#count -= 1;
    if (this.#count === 0) this.#whenNone();
  }

  #closed(client: Client): void {
    const place = this.#free.indexOf(client);
    if (place === -1) return;
    this.#free.splice(place, 1);
    this.drop(client);
  }
}
