import { isObject, type Json, type JsonObject } from './json.ts';

/** Shorter secrets are left alone: they would blot out ordinary text. */
const shortestSecret = 4;

const mark = '***';

/** Takes the values of secrets out of what is written down or shown. */
export interface Redactor {
  text(original: string): string;
  /** Every text inside a value, names of members included. */
  json(value: Json): Json;
  members<Value extends Json>(value: { readonly [key: string]: Value }): Record<string, Json>;
}

/**
 * Redacts by value: every text of at least four characters, and every number of as many digits, inside a secret,
 * wherever it occurs. It is recognised as it is, as it stands in a URL, a form or a JSON text, and as the header of
 * basic authentication. A secret that an expression has changed otherwise is not.
 */
export function createRedactor(secrets: Readonly<Record<string, Json>>): Redactor {
  const values = [...new Set(textsIn(secrets).flatMap(spellings))].sort(
    (one, other) => other.length - one.length,
  );
  const text = (original: string): string =>
    values.reduce((redacted, value) => redacted.replaceAll(value, mark), original);
  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'number') return values.includes(String(value)) ? mark : value;
    if (Array.isArray(value)) return (value as readonly Json[]).map(json);
    return isObject(value) ? members(value) : value;
  };
  const members = <Value extends Json>(value: { readonly [key: string]: Value }): Record<string, Json> =>
    Object.fromEntries(Object.entries(value).map(([name, member]) => [text(name), json(member)]));
  if (values.length === 0) {
    return { text: (original) => original, json: (value) => value, members: (value) => ({ ...value }) };
  }
  return { text, json, members };
}

function textsIn(secret: Json): string[] {
  if (Array.isArray(secret)) return (secret as readonly Json[]).flatMap(textsIn);
  if (isObject(secret)) return [...basic(secret), ...Object.values(secret).flatMap(textsIn)];
  return typeof secret === 'string' || typeof secret === 'number' ? [String(secret)] : [];
}

/** What basic authentication makes of a name and a password. */
function basic({ username, password }: JsonObject): string[] {
  if (typeof username !== 'string' || typeof password !== 'string') return [];
  return [Buffer.from(`${username}:${password}`).toString('base64')];
}

function spellings(text: string): string[] {
  if (text.length < shortestSecret) return [];
  return [
    text,
    encodeURIComponent(text),
    new URLSearchParams([['', text]]).toString().slice(1),
    JSON.stringify(text).slice(1, -1),
  ];
}
