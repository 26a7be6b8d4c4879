import { describe, expect, it } from 'vitest';
import { askTogether } from './ask-together.ts';

/** A question that a test answers, in the order it was asked. */
function question() {
  const asked: { resolve(answer: number): void; reject(error: unknown): void }[] = [];
  const ask = askTogether(() => new Promise<number>((resolve, reject) => asked.push({ resolve, reject })));
  return { asked, ask };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('askTogether', () => {
  it('asks once for all who come while a question is under way', async () => {
    const { asked, ask } = question();
    const first = ask();
    const later = [ask(), ask(), ask()];
    asked[0]?.resolve(1);
    expect(await first).toBe(1);
    await turn();
    asked[1]?.resolve(2);
    expect(await Promise.all(later)).toEqual([2, 2, 2]);
    expect(asked).toHaveLength(2);
  });

  it('never gives an answer that was asked for before the caller came', async () => {
    const { asked, ask } = question();
    void ask();
    const second = ask();
    asked[0]?.resolve(1);
    await turn();
    asked[1]?.resolve(2);
    expect(await second).toBe(2);
  });

  it('asks again after an answer', async () => {
    const { asked, ask } = question();
    const first = ask();
    asked[0]?.resolve(1);
    await first;
    const second = ask();
    asked[1]?.resolve(2);
    expect(await second).toBe(2);
  });

  it('tells those who asked of a failure, and nobody after them', async () => {
    const { asked, ask } = question();
    const first = ask();
    const second = ask();
    asked[0]?.reject(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await turn();
    asked[1]?.resolve(2);
    expect(await second).toBe(2);
  });
});
