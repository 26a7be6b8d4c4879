/** One number that a claim is about, measured once a round. */
export interface Figure {
  /** Unique and stable within its claim: recorded figures are compared by it. */
  readonly name: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** In the order of the rounds; one value where a claim has no rounds. */
  readonly rounds: readonly number[];
  /** What it has to be, judged by the median of the rounds. */
  readonly bound?: { readonly atLeast: number } | { readonly atMost: number };
  /** Not of eventctl: of a rival, or of a ceiling. It is shown, and never compared with what was recorded. */
  readonly foreign?: true;
}

/** What one run of a claim found. */
export interface Measured {
  /** What the figures depend on: durability, versions, sizes, processes. */
  readonly configuration: Readonly<Record<string, string | number>>;
  readonly figures: readonly Figure[];
  /** What a reader must know to judge the figures, one sentence each. */
  readonly notes?: readonly string[];
  /** Systems that should have been measured and could not be, and why. They are shown, and the run has failed. */
  readonly failures?: readonly string[];
}

export interface ClaimOptions {
  readonly rounds: number;
  /** A tenth of the work, to see that it runs. */
  readonly quick: boolean;
  /** Rivals run in the same rounds. */
  readonly peers: boolean;
  /** The one system to run; all of the claim's unless given. */
  readonly only?: string | undefined;
  /** A folder for CPU profiles of the processes that run instances; what Redis did is told too. */
  readonly profile?: string | undefined;
  /** Another built package, measured in the same rounds. */
  readonly against?: string | undefined;
  /** How long a claim goes on that has no end of its own. */
  readonly minutes?: number | undefined;
  /** How many instances wait, where that is what a claim is about. */
  readonly waiting?: number | undefined;
  /** Progress, for people. */
  readonly note: (line: string) => void;
}

/** One claim: what is measured, and how. */
export interface Claim {
  /** As `npm run bench -- NAME` names it. */
  readonly name: string;
  /** One sentence. */
  readonly title: string;
  /** Rounds of a whole run, unless told otherwise. */
  readonly rounds: number;
  /** Minutes that a whole run takes beside the rivals, on two cores. One that takes thrice as long is ended. */
  readonly minutes: number;
  /** It has no end of its own: `all` leaves it out unless `--minutes` says how long. */
  readonly endless?: true;
  readonly run: (options: ClaimOptions) => Promise<Measured>;
}
