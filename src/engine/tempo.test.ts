import { expect, it } from 'vitest';
import { Tempo } from './tempo.ts';

function noted(...times: readonly number[]): Tempo {
  const tempo = new Tempo();
  for (const time of times) tempo.note(time);
  return tempo;
}

it('is nothing where nothing has ended', () => {
  expect(new Tempo().lately(1_000)).toBe(0);
});

it('counts what has ended in the last tenth of a second', () => {
  expect(noted(1_000, 1_050, 1_099).lately(1_099)).toBe(3);
});

it('still tells of the tenth before, until this one has more', () => {
  const tempo = noted(1_000, 1_010, 1_020, 1_110);
  expect(tempo.lately(1_120)).toBe(3);
  for (const time of [1_130, 1_140, 1_150]) tempo.note(time);
  expect(tempo.lately(1_160)).toBe(4);
});

it('is nothing again after a rest', () => {
  expect(noted(1_000, 1_010).lately(1_250)).toBe(0);
});

it('begins anew where the clock was set back', () => {
  const tempo = noted(9_000, 9_010);
  expect(tempo.lately(1_000)).toBe(0);
  tempo.note(1_010);
  expect(tempo.lately(1_020)).toBe(1);
});
