import { describe, expect, it } from 'vitest';
import { concealRefusal } from './conceal.ts';

const answer = (status: number, body: string | Uint8Array) => ({
  status,
  headers: { 'www-authenticate': 'Bearer error_description="bad t0ken"' },
  body: Buffer.from(body),
});

describe('concealRefusal', () => {
  it('takes the credentials out of what refuses them', () => {
    const { headers, body } = concealRefusal(answer(403, '{"was":"Bearer t0ken"}'), ['t0ken']);
    expect(headers).toEqual({ 'www-authenticate': 'Bearer error_description="bad ***"' });
    expect(Buffer.from(body).toString()).toBe('{"was":"Bearer ***"}');
  });

  it('knows a password that is not ASCII', () => {
    const { body } = concealRefusal(answer(401, 'no pässwörd here ü'), ['pässwörd']);
    expect(Buffer.from(body).toString()).toBe('no *** here ü');
  });

  it('changes no other byte', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    expect([...concealRefusal(answer(500, bytes), ['t0ken']).body]).toEqual([...bytes]);
  });

  it('leaves an answer that refuses nothing alone', () => {
    const given = answer(200, 't0ken');
    expect(concealRefusal(given, ['t0ken'])).toBe(given);
  });
});
