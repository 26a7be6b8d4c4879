import { describe, expect, it } from 'vitest';
import { chooseConnection, chooseSharedStore, chooseStore, defaultStore } from './connection.ts';

describe('chooseConnection', () => {
  it('takes the store of this folder by default', () => {
    expect(chooseConnection({}, {})).toEqual({ store: defaultStore });
  });

  it('takes the environment', () => {
    const environment = { EVENTCTL_SERVER: 'http://a', EVENTCTL_TOKEN: 't', EVENTCTL_STORE: 'redis://b' };
    expect(chooseConnection({}, environment)).toEqual({ store: 'redis://b', server: 'http://a', token: 't' });
  });

  it('prefers a flag to the environment', () => {
    const environment = { EVENTCTL_SERVER: 'http://a', EVENTCTL_TOKEN: 't' };
    expect(chooseConnection({ server: 'http://c', token: 'u' }, environment)).toMatchObject({
      server: 'http://c',
      token: 'u',
    });
  });

  it('prefers --store to a server of the environment', () => {
    expect(chooseConnection({ store: 'sqlite:x' }, { EVENTCTL_SERVER: 'http://a' })).toEqual({
      store: 'sqlite:x',
    });
  });

  it('refuses a store and a server together', () => {
    const both = () => chooseConnection({ store: 'sqlite:x', server: 'http://a' }, {});
    expect(both).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

describe('chooseStore', () => {
  it('takes an empty variable as none', () => {
    expect(chooseStore(undefined, { EVENTCTL_STORE: '' })).toBe(defaultStore);
  });
});

describe('chooseSharedStore', () => {
  it('takes Redis', () => {
    expect(chooseSharedStore(undefined, { EVENTCTL_STORE: 'redis://a' })).toBe('redis://a');
  });

  it('refuses sqlite, with a hint', () => {
    const refused = expect.objectContaining({ code: 'usage', hint: expect.stringContaining('eventctl dev') });
    expect(() => chooseSharedStore(undefined, {})).toThrow(refused);
  });
});
