/** Counts what is under way in this process, so that one can wait for the end of it. */
export class WorkCount {
  #count = 0;
  #begun = 0;
  #ended: (() => void)[] = [];

  get busy(): boolean {
    return this.#count > 0;
  }

  /** How many things have begun so far: tells whether anything happened in between two looks. */
  get begun(): number {
    return this.#begun;
  }

  async track<Result>(work: () => Promise<Result>): Promise<Result> {
    this.begin();
    try {
      return await work();
    } finally {
      this.end();
    }
  }

  /** Something begins; whoever says so says when it ends, too. */
  begin(): void {
    this.#count += 1;
    this.#begun += 1;
  }

  end(): void {
    this.#count -= 1;
    if (this.#count === 0) for (const tell of this.#ended.splice(0)) tell();
  }

  /** Resolves when nothing is under way; more may have begun by the time the caller looks. */
  async ended(): Promise<void> {
    if (this.#count > 0) await new Promise<void>((resolve) => this.#ended.push(resolve));
  }
}
