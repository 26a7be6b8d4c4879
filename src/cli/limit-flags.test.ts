import { describe, expect, it } from 'vitest';
import { limitChoice } from './limit-flags.ts';

describe('--limit-workflow', () => {
  it('names a workflow and how many of its activities run at a time', () => {
    const { workflows } = limitChoice({ 'limit-workflow': ['shop/store-order=3', 'default/mail=1'] });
    expect(workflows).toEqual([
      { namespace: 'shop', name: 'store-order', atOnce: 3 },
      { namespace: 'default', name: 'mail', atOnce: 1 },
    ]);
  });

  it.each([
    'store-order=3',
    'shop/store-order',
    'shop/store-order:1.0.0=3',
    'shop/a=0',
    'shop/a=1.5',
    'a/b=-1',
    '=1',
    '',
  ])('is no "%s"', (text) => {
    expect(() => limitChoice({ 'limit-workflow': [text] })).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: `--limit-workflow is NAMESPACE/NAME=N, not ${text}`,
      }),
    );
  });
});

describe('--limit-host', () => {
  it.each([
    ['api.example=4', { host: 'api.example', atOnce: 4 }],
    ['api.example:8443=4', { host: 'api.example', port: 8443, atOnce: 4 }],
    ['127.0.0.1:80=1', { host: '127.0.0.1', port: 80, atOnce: 1 }],
    ['[::1]:80=1', { host: '[::1]', port: 80, atOnce: 1 }],
    ['localhost=99999', { host: 'localhost', atOnce: 99_999 }],
  ])('takes %s', (text, rule) => {
    expect(limitChoice({ 'limit-host': [text] }).hosts).toEqual([rule]);
  });

  it.each([
    'api.example',
    'api.example=',
    'api.example=0',
    'api.example:0=1',
    'api.example:65536=1',
    '::1=1',
    '*=1',
    'a/b=1',
  ])('is no "%s"', (text) => {
    expect(() => limitChoice({ 'limit-host': [text] })).toThrow(`--limit-host is HOST[:PORT]=N, not ${text}`);
  });

  it('is not the URL of a host, and says so', () => {
    expect(() => limitChoice({ 'limit-host': ['https://api.example/=4'] })).toThrow(
      expect.objectContaining({ hint: 'a host as in URLs, without https:// and without a path' }),
    );
  });

  it('is given once for a host', () => {
    const twice = { 'limit-host': ['api.example=4', 'API.example=5'] };
    expect(() => limitChoice(twice)).toThrow('--limit-host API.example is given twice');
  });
});

describe('--rate-host', () => {
  it.each([
    ['api.example=10/s', 10],
    ['api.example=0.5/s', 0.5],
  ])('takes %s', (text, perSecond) => {
    expect(limitChoice({ 'rate-host': [text] }).hosts).toEqual([{ host: 'api.example', perSecond }]);
  });

  it.each(['api.example=10', 'api.example=0/s', 'api.example=10/m', 'api.example=1e3/s', '=1/s'])(
    'is no "%s"',
    (text) => {
      expect(() => limitChoice({ 'rate-host': [text] })).toThrow(
        `--rate-host is HOST[:PORT]=N/s, not ${text}`,
      );
    },
  );

  it('may stand beside a limit of the same host', () => {
    const both = { 'limit-host': ['api.example=4'], 'rate-host': ['api.example=10/s'] };
    expect(limitChoice(both).hosts).toEqual([
      { host: 'api.example', atOnce: 4 },
      { host: 'api.example', perSecond: 10 },
    ]);
  });
});
