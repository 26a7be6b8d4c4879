import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fitsSocket, socketPathOf } from './socket.ts';

describe('socketPathOf', () => {
  it.each(['sqlite:.eventctl/eventctl.db', 'sqlite://.eventctl/eventctl.db', '.eventctl/eventctl.db'])(
    'is beside the file of %s',
    (store) => {
      expect(socketPathOf(store)).toBe(join('.eventctl', 'eventctl.db.sock'));
    },
  );

  it('is the shorter of the absolute and the relative path', () => {
    expect(socketPathOf(`sqlite:${resolve('a.db')}`)).toBe('a.db.sock');
    expect(socketPathOf('sqlite:/a.db')).toBe('/a.db.sock');
  });

  it.each(['redis://127.0.0.1:6379', 'memory:'])('is none for %s', (store) => {
    expect(socketPathOf(store)).toBeUndefined();
  });
});

describe('fitsSocket', () => {
  it('counts bytes', () => {
    expect(fitsSocket('a'.repeat(103))).toBe(true);
    expect(fitsSocket('ä'.repeat(52))).toBe(false);
  });
});
