import type { Json } from '../../../json/json.ts';
import { dump, dumpNumber } from '../dump.ts';
import type { Run } from '../run.ts';
import { isArray, wrongType } from '../values.ts';

type Write = (value: Json, run: Run) => string;

/** `tostring`: a string is itself, anything else its JSON. */
export function toText(value: Json, run: Run): string {
  return typeof value === 'string' ? value : dump(value, undefined, run);
}

/** Steps that a format takes, besides those for what it writes. */
const FORMATTED = 8;

/** What `@name` does, paid for; undefined for a name that is no format. */
export function format(name: string): Write | undefined {
  const write = formats.get(name);
  if (write === undefined) return undefined;
  return (value, run) => {
    if (typeof value !== 'string') run.spend(name === 'text' ? 1 : FORMATTED);
    else if (name === 'text') return value;
    else run.spend(FORMATTED + (value.length >> 3));
    const text = write(value, run);
    run.written(value, text.length);
    return text;
  };
}

const formats = new Map<string, Write>([
  ['text', toText],
  ['json', (value, run) => dump(value, undefined, run)],
  [
    'csv',
    (value, run) =>
      row(value, run, 'csv', ',', (text) => `"${text.replaceAll('"', '""').replaceAll('\0', '\\0')}"`),
  ],
  ['tsv', (value, run) => row(value, run, 'tsv', '\t', escapeTabs)],
  [
    'html',
    (value, run) =>
      toText(value, run)
        .replace(/[&<>'"]/g, (mark) => entities[mark] ?? mark)
        .replaceAll('\0', '\\0'),
  ],
  ['uri', (value, run) => percentEncode(toText(value, run))],
  ['urid', (value, run) => percentDecode(toText(value, run))],
  ['sh', shell],
  ['base64', (value, run) => Buffer.from(toText(value, run)).toString('base64')],
  ['base64d', (value, run) => decodeBase64(toText(value, run))],
  ['base32', (value, run) => encodeBase32(toText(value, run))],
  ['base32d', (value, run) => decodeBase32(toText(value, run))],
]);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
};

const tabEscapes: Readonly<Record<string, string>> = { '\t': '\\t', '\r': '\\r', '\n': '\\n', '\\': '\\\\' };

function escapeTabs(text: string): string {
  return text.replace(/[\t\r\n\\]/g, (mark) => tabEscapes[mark] ?? mark).replaceAll('\0', '\\0');
}

function row(
  value: Json,
  run: Run,
  name: string,
  separator: string,
  quote: (text: string) => string,
): string {
  if (!isArray(value)) throw wrongType(value, `cannot be ${name}-formatted, only array`);
  run.spend(value.length * 3);
  return value
    .map((cell) => {
      if (typeof cell === 'string') return quote(cell);
      if (typeof cell === 'number') return Number.isNaN(cell) ? '' : dumpNumber(cell);
      if (typeof cell === 'boolean') return String(cell);
      if (cell === null) return '';
      throw wrongType(cell, 'is not valid in a csv row');
    })
    .join(separator);
}

function shell(value: Json, run: Run): string {
  const words = isArray(value) ? value : [value];
  run.spend(words.length * 3);
  return words
    .map((word) => {
      if (typeof word === 'string') return `'${word.replaceAll("'", "'\\''").replaceAll('\0', '\\0')}'`;
      if (typeof word === 'object' && word !== null) throw wrongType(word, 'can not be escaped for shell');
      return dump(word);
    })
    .join(' ');
}

/** Everything but letters, digits and `-_.~` as the hexadecimal of its UTF-8 bytes. */
function percentEncode(text: string): string {
  if (!/[^A-Za-z0-9\-_.~]/.test(text)) return text;
  // Characters are written as bytes: a string of so many small parts would take long to put together.
  const bytes = Buffer.from(text);
  const written = Buffer.allocUnsafe(bytes.length * 3);
  let at = 0;
  for (const byte of bytes) {
    if (unreserved[byte] === 1) {
      written[at++] = byte;
      continue;
    }
    written[at++] = PERCENT;
    written[at++] = hexadecimal.charCodeAt(byte >> 4);
    written[at++] = hexadecimal.charCodeAt(byte & 15);
  }
  return written.toString('latin1', 0, at);
}

const PERCENT = 0x25;
const hexadecimal = '0123456789ABCDEF';
const unreserved = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(/[A-Za-z0-9\-_.~]/.test(String.fromCharCode(byte))),
);

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function percentDecode(text: string): string {
  return text.replace(/(?:%[^%]{0,2})+/g, (run) => {
    const [, encoded = '', rest = ''] = /^((?:%[0-9a-fA-F]{2})*)(.*)$/s.exec(run) ?? [];
    if (rest.startsWith('%')) throw wrongType(text, 'is not a valid uri encoding');
    try {
      return strictUtf8.decode(Buffer.from(encoded.replaceAll('%', ''), 'hex')) + rest;
    } catch {
      throw wrongType(text, 'is not a valid uri encoding');
    }
  });
}

function decodeBase64(text: string): string {
  const body = text.replace(/=+$/, '');
  if (/[^A-Za-z0-9+/]/.test(body)) throw wrongType(text, 'is not valid base64 data');
  if (body.length % 4 === 1) throw wrongType(text, 'trailing base64 byte found');
  return decodeUtf8(Buffer.from(body, 'base64'));
}

/** Bytes as text. What is no character becomes one replacement character, as far as jq takes it for one sequence. */
function decodeUtf8(bytes: Buffer): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    let text = '';
    for (let at = 0; at < bytes.length; ) {
      const length = sequence(bytes, at);
      const part = bytes.subarray(at, at + length);
      try {
        text += strictUtf8.decode(part);
      } catch {
        text += '\ufffd';
      }
      at += length;
    }
    return text;
  }
}

/** How many bytes jq takes together: what the first one announces, up to the end or to what does not continue it. */
function sequence(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  const announced = first < 0xc2 || first >= 0xf5 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (at + announced > bytes.length) return bytes.length - at;
  for (let length = 1; length < announced; length++) {
    if (((bytes[at + length] ?? 0) & 0xc0) !== 0x80) return length;
  }
  return announced;
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function encodeBase32(text: string): string {
  const bytes = Buffer.from(text);
  // Characters are written as bytes: a string of so many small parts would take long to put together.
  const digits = Buffer.alloc(Math.ceil(bytes.length / 5) * 8, '=');
  let bits = 0;
  let held = 0;
  let at = 0;
  const write = (five: number) => {
    digits[at++] = base32.charCodeAt(five & 31);
  };
  for (const byte of bytes) {
    bits = ((bits & 31) << 8) | byte;
    for (held += 8; held >= 5; ) {
      held -= 5;
      write(bits >> held);
    }
  }
  if (held > 0) write(bits << (5 - held));
  return digits.toString('latin1');
}

function decodeBase32(text: string): string {
  const body = text.replace(/=+$/, '');
  if (/[^A-Z2-7]/.test(body)) throw wrongType(text, 'is not valid base32 data');
  const bits = Array.from(body, (digit) => base32.indexOf(digit).toString(2).padStart(5, '0')).join('');
  const bytes = (bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2));
  return decodeUtf8(Buffer.from(bytes));
}
