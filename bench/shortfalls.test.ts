import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readShortfalls, shortfallsOf } from './shortfalls.ts';

it('has what stands below each name, without what stands before', () => {
  const text = '# Title\n\nFor writers.\n\n## events\n\nOne cause.\n\nAnother.\n\n## soak\n\nA third.\n';
  expect([...shortfallsOf(text)]).toEqual([
    ['events', 'One cause.\n\nAnother.'],
    ['soak', 'A third.'],
  ]);
});

it('bench/shortfalls.md names claims that there are', () => {
  const claims = readdirSync('bench/claims').map((file) => file.replace(/\.ts$/, ''));
  for (const name of readShortfalls().keys()) expect(claims).toContain(name);
});
