import { maxAttributeLength, maxDataDepth } from './limits.ts';

/** What is wrong with a value that must be a CloudEvents String; undefined for a good one. */
export function whyNotText(value: unknown, wanted = 'a text'): string | undefined {
  if (typeof value !== 'string') return `is not ${wanted}`;
  if (value === '') return 'is empty';
  if (value.length > maxAttributeLength) return `is longer than ${maxAttributeLength} characters`;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return 'holds control characters';
  }
  return /\p{Surrogate}/u.test(value) ? 'is not valid Unicode' : undefined;
}

/** What is wrong with a value that must be JSON of bounded depth. */
export function whyNotJson(value: unknown, depth = 0): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : 'holds a number that JSON cannot carry';
    case 'object': {
      if (value === null) return undefined;
      if (depth >= maxDataDepth) return `nests deeper than ${maxDataDepth}`;
      for (const member of Object.values(value)) {
        const wrong = whyNotJson(member, depth + 1);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    }
    default:
      return 'holds a value that JSON cannot carry';
  }
}

const uriCharacters = /^(?:[\w!#$&'()*+,\-./:;=?@[\]~]|%[0-9A-Fa-f]{2})+$/;

export function isUriReference(text: string): boolean {
  return uriCharacters.test(text);
}

export function isUri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text) && isUriReference(text);
}

const timestamp =
  /^(\d{4})-(\d\d)-(\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** RFC 3339, with a day that the month has. */
export function isTimestamp(text: string): boolean {
  const [, year, month, day] = timestamp.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}
