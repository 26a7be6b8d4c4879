/** Lines of work by name: what enters one runs when all that entered before it has ended, however it did. */
export class Lines {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs at once where nobody is before it. */
  enter<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(name);
    const mine = before === undefined ? run() : before.then(run, run);
    this.#last.set(name, mine);
    const end = (): void => {
      if (this.#last.get(name) === mine) this.#last.delete(name);
    };
    mine.then(end, end);
    return mine;
  }
}
