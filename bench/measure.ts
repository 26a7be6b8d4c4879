/** Something to do over and over. It gives a number made of its result, so that the work cannot be left out. */
export interface Subject {
  readonly name: string;
  readonly work: (turn: number) => number;
}

export interface Rounds {
  readonly rounds: number;
  /** Milliseconds of each subject in each round. */
  readonly time: number;
}

/** Everything that subjects gave, together: whoever prints it has used every result. */
let sum = 0;

export function checksum(): number {
  return sum;
}

/**
 * Turns a second of each subject, by name: the median of the rounds. The subjects take turns in every round, each round
 * begins with another one, and a first round of twice the time only warms them up. What else the machine does then
 * falls on all of them alike.
 */
export function measure(subjects: readonly Subject[], { rounds, time }: Rounds): ReadonlyMap<string, number> {
  for (const { work } of subjects) rate(work, 2 * time);
  const rates = subjects.map(({ name, work }) => ({ name, work, found: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < rates.length; turn++) {
      const subject = rates[(round + turn) % rates.length];
      subject?.found.push(rate(subject.work, time));
    }
  }
  return new Map(rates.map(({ name, found }) => [name, median(found)]));
}

/** Turns a second. The clock is read after a hundredth of the time, or after every turn of a slow subject. */
function rate(work: Subject['work'], time: number): number {
  let turns = 0;
  let batch = 1;
  let elapsed = 0;
  const begin = performance.now();
  while (elapsed < time) {
    let given = 0;
    for (let turn = 0; turn < batch; turn++) given += work(turns + turn);
    sum += given;
    turns += batch;
    const before = elapsed;
    elapsed = performance.now() - begin;
    if (elapsed - before < time / 200) batch *= 2;
  }
  return (turns / elapsed) * 1000;
}

/** The middle value; of an even count the upper one of the two. */
export function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}
