import { describe, expect, it } from 'vitest';
import { Admission } from './admission.ts';
import { Refusal } from './problem.ts';

/** A door before a backlog that the test sets, at a time that the test sets. */
function door(limit: number) {
  const state = { backlog: 0, now: 0, looks: 0 };
  const notices: string[] = [];
  const admission = new Admission({
    limit,
    notice: (message) => notices.push(message),
    now: () => state.now,
    async backlog() {
      state.looks += 1;
      return state.backlog;
    },
  });
  return { state, admission, notices };
}

/** `in`, or the seconds to wait. */
async function knock(admission: Admission, count = 1): Promise<string> {
  try {
    (await admission.enter(count))();
    return 'in';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.status).toBe(429);
    return error.headers['retry-after'] ?? 'no Retry-After';
  }
}

describe('admission', () => {
  it('lets in below the limit', async () => {
    const { admission, state } = door(10);
    state.backlog = 9;
    expect(await knock(admission)).toBe('in');
  });

  it('refuses at the limit, and says what it is', async () => {
    const { admission, state } = door(10);
    state.backlog = 10;
    await expect(admission.enter(1)).rejects.toMatchObject({
      status: 429,
      code: 'overloaded',
      message: 'the backlog is full: 10 of 10 instances wait for their turn',
      headers: { 'retry-after': '1' },
    });
  });

  it('tells once that it refuses, and once that it does no more', async () => {
    const { admission, state, notices } = door(10);
    for (const [now, backlog] of [
      [0, 10],
      [250, 12],
      [500, 10],
      [750, 9],
      [1_000, 3],
    ] as const) {
      Object.assign(state, { now, backlog });
      await knock(admission);
    }
    expect(notices).toEqual([
      'events and starts are refused: 10 of 10 instances wait for their turn',
      'events and starts are taken again: 9 instances wait for their turn',
    ]);
  });

  it('asks the store once for all who come within a quarter of a second', async () => {
    const { admission, state } = door(1_000);
    for (let knocks = 0; knocks < 100; knocks++) await knock(admission);
    expect(state.looks).toBe(1);
    state.now = 250;
    await knock(admission);
    expect(state.looks).toBe(2);
  });

  it('asks once for all who come while the store is asked', async () => {
    const { admission, state } = door(1_000);
    await Promise.all(Array.from({ length: 50 }, () => knock(admission)));
    expect(state.looks).toBe(1);
  });

  it('asks again as soon as what it let in could have filled the rest', async () => {
    const { admission, state } = door(10);
    state.backlog = 7;
    for (let knocks = 0; knocks < 3; knocks++) expect(await knock(admission)).toBe('in');
    expect(state.looks).toBe(1);
    state.backlog = 10;
    expect(await knock(admission)).toBe('1');
    expect(state.looks).toBe(2);
  });

  it('counts what is on its way into the store', async () => {
    const { admission } = door(3);
    const leave = await Promise.all([1, 2, 3].map(() => admission.enter(1)));
    expect(await knock(admission)).toBe('1');
    for (const one of leave) one();
    expect(await knock(admission)).toBe('in');
  });

  it('takes a batch as a whole, also one that is larger than the rest', async () => {
    const { admission, state } = door(10);
    state.backlog = 9;
    expect(await knock(admission, 500)).toBe('in');
    state.backlog = 10;
    expect(await knock(admission, 2)).toBe('1');
  });

  it('tells by asking for nothing whether it is open', async () => {
    const { admission, state } = door(2);
    for (let knocks = 0; knocks < 10; knocks++) expect(await knock(admission, 0)).toBe('in');
    state.backlog = 2;
    state.now = 250;
    expect(await knock(admission, 0)).toBe('1');
  });

  it('stays shut until the backlog has fallen to nine tenths', async () => {
    const { admission, state } = door(100);
    state.backlog = 100;
    await knock(admission);
    for (const [now, backlog, answer] of [
      [250, 95, '1'],
      [500, 91, '1'],
      [750, 90, 'in'],
      [1_000, 95, 'in'],
    ] as const) {
      Object.assign(state, { now, backlog });
      expect(await knock(admission)).toBe(answer);
    }
  });

  it('opens a limit of one again', async () => {
    const { admission, state } = door(1);
    state.backlog = 1;
    expect(await knock(admission)).toBe('1');
    Object.assign(state, { now: 250, backlog: 0 });
    expect(await knock(admission)).toBe('in');
  });

  it('refuses by what it knows, without asking again and again', async () => {
    const { admission, state } = door(10);
    state.backlog = 10;
    for (let knocks = 0; knocks < 100; knocks++) await knock(admission);
    expect(state.looks).toBe(1);
  });

  it('estimates the wait by the rate at which the backlog falls', async () => {
    const { admission, state } = door(1_000);
    state.backlog = 1_500;
    await knock(admission);
    // 100 a second, and 500 to go.
    Object.assign(state, { now: 1_000, backlog: 1_400 });
    expect(await knock(admission)).toBe('5');
  });

  it('asks to wait longer the longer nothing falls, up to a minute', async () => {
    const { admission, state } = door(10);
    state.backlog = 10;
    await knock(admission);
    state.now = 20_000;
    expect(await knock(admission)).toBe('20');
    state.now = 3_600_000;
    expect(await knock(admission)).toBe('60');
  });

  it('tells of a store that cannot be asked, and asks it again', async () => {
    let away = true;
    const admission = new Admission({
      limit: 1,
      async backlog() {
        if (away) throw new Error('away');
        return 0;
      },
    });
    await expect(admission.enter(1)).rejects.toThrow('away');
    away = false;
    expect(await knock(admission)).toBe('in');
  });
});
