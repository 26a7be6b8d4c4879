import { readFile } from 'node:fs/promises';
import type { Json, JsonObject } from '../json/json.ts';
import { Failure } from '../problem/failure.ts';

/** JSON given on the command line: as it is, `@FILE` to read a file, `@-` to read stdin. @throws Failure `usage`. */
export async function readJson(given: string, flag: string): Promise<Json> {
  const path = given.startsWith('@') ? given.slice(1) : undefined;
  if (path === '') throw new Failure('usage', `${flag} @FILE: the name of the file is missing`);
  const text = path === undefined ? given : withoutMark(await readText(path));
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch (cause) {
    if (path !== undefined) {
      const from = path === '-' ? 'stdin' : path;
      throw new Failure('usage', `${from} is not JSON: ${messageOf(cause)}`, { cause });
    }
    throw new Failure('usage', `${flag} is not JSON: ${messageOf(cause)}`, {
      hint: `quote it for the shell, or put it into a file: ${flag} @file.json`,
      cause,
    });
  }
}

/** Some editors begin every file with a byte order mark. */
export function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** A text file; `-` is stdin. @throws Failure `usage` when it cannot be read. */
export async function readText(path: string): Promise<string> {
  try {
    return path === '-' ? await readStdin() : await readFile(path, 'utf8');
  } catch (cause) {
    throw new Failure('usage', `cannot read ${path}: ${messageOf(cause)}`, { cause });
  }
}

/** `NAME=VALUE` split at the first `=`. @throws Failure `usage`. */
export function readPair(given: string, flag: string): readonly [name: string, value: string] {
  const split = given.indexOf('=');
  if (split < 1) throw new Failure('usage', `${flag} is NAME=VALUE, not ${given}`);
  return [given.slice(0, split), given.slice(split + 1)];
}

/**
 * Variables by name: `NAME=JSON`, each name once and without its `$`.
 * @throws Failure `usage`.
 */
export function readArguments(flags: readonly string[]): JsonObject {
  const values = new Map<string, Json>();
  for (const flag of flags) {
    const [name, text] = readPair(flag, '--arg');
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      const hint = name.startsWith('$') ? { hint: `without the $: --arg ${name.slice(1)}=…` } : {};
      throw new Failure('usage', `--arg ${name}: not the name of a variable`, hint);
    }
    if (values.has(name)) throw new Failure('usage', `--arg ${name} is given twice`);
    values.set(name, argument(name, text));
  }
  return Object.fromEntries(values);
}

function argument(name: string, text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch (cause) {
    const example = /^[\w .,:/@+-]{1,40}$/.test(text) ? text : 'text';
    throw new Failure('usage', `--arg ${name} is not JSON: ${messageOf(cause)}`, {
      hint: `a string has quotes of its own: --arg '${name}="${example}"'`,
      cause,
    });
  }
}

async function readStdin(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
