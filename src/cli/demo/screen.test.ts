import { expect, it } from 'vitest';
import { createScreen } from './screen.ts';

it('draws each picture over the one before, clearing what was longer', () => {
  const written: string[] = [];
  const draw = createScreen({ write: (text) => written.push(text) });
  draw('one\ntwo');
  draw('three');
  expect(written).toEqual(['\u001b[2Kone\n\u001b[2Ktwo\n\u001b[J', '\u001b[2A\u001b[2Kthree\n\u001b[J']);
});
