/** Milliseconds that are looked back at. */
const span = 100;

/** How many things have ended lately: in the last tenth of a second, or the one before it if they were more. */
export class Tempo {
  #from = Number.NEGATIVE_INFINITY;
  #count = 0;
  #before = 0;

  /** One more has ended. */
  note(now: number): void {
    this.#move(now);
    this.#count += 1;
  }

  lately(now: number): number {
    this.#move(now);
    return Math.max(this.#count, this.#before);
  }

  #move(now: number): void {
    const passed = Math.floor((now - this.#from) / span);
    if (passed === 0) return;
    this.#before = passed === 1 ? this.#count : 0;
    this.#count = 0;
    this.#from = passed === 1 ? this.#from + span : now;
  }
}
