import type { Answer } from './transport.ts';

type Received = Readonly<Record<string, string | string[] | undefined>>;

/** The headers of an answer as the client tells them; repeated ones are joined. */
export function headersOf(received: Received): Answer['headers'] {
  if (areTexts(received)) return received;
  const texts = Object.entries(received).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return Object.fromEntries(texts);
}

function areTexts(received: Received): received is Answer['headers'] {
  return Object.values(received).every((value) => typeof value === 'string');
}
