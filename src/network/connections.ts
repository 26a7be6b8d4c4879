import type { Client } from 'undici';

/**
 * The connections to one origin, each with one exchange at a time.
 *
 * A connection carries an exchange, or it is free: of the free ones the last used is taken first, so that no more stay
 * open than are needed at a time. It is gone when either side closes it while it is free, or when its exchange fails.
 * There is no limit to their number: an exchange that waited for another one could wait for what waits for it.
 */
export class Connections {
  readonly #open: () => Client;
  readonly #whenNone: () => void;
  readonly #free: Client[] = [];
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
