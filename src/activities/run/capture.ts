import { maxOutputBytes } from './outcome.ts';

/** Collects what a process writes to one stream, up to the limit. Bytes that are no UTF-8 become U+FFFD. */
export class Capture {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  /** False when this is more than the process may write; it is not kept then. */
  add(chunk: Uint8Array): boolean {
    if (this.#size + chunk.byteLength > maxOutputBytes) return false;
    this.#size += chunk.byteLength;
    this.#chunks.push(chunk);
    return true;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}
