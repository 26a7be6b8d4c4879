import { createRedactor } from '../json/redactor.ts';
import type { Answer } from '../network/index.ts';

/**
 * An answer that refuses a request, without the credentials it may quote ("unknown token eyJ…"): what it says becomes
 * part of an error, which is kept. Other answers are the data that was asked for and stay as they are.
 */
export function concealRefusal(answer: Answer, sent: readonly string[]): Answer {
  if (answer.status < 400) return answer;
  // Latin-1 maps every byte to one character and back, whatever the body is.
  const { text } = createRedactor({ sent: [...sent, ...sent.map(bytes)] });
  return {
    ...answer,
    headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, text(value)])),
    body: Buffer.from(text(Buffer.from(answer.body).toString('latin1')), 'latin1'),
  };
}

function bytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}
