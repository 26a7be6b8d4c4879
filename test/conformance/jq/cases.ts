import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** One case of jq's own suite. */
export interface Case {
  readonly file: string;
  /** Of its first line in the file, from 1. */
  readonly line: number;
  readonly program: string;
  /** JSON texts. Cases that do not compile have neither input nor outputs. */
  readonly input: string;
  readonly outputs: readonly string[];
  /** The message of a program that must not compile; empty where the suite gives none. */
  readonly refusal: string | undefined;
}

const files = ['jq.test', 'base64.test', 'uri.test', 'optional.test'];

/** Where the suite is: `jq/` in EVENTCTL_CONFORMANCE. */
export const folder = resolve(process.env['EVENTCTL_CONFORMANCE'] ?? '../shared/conformance', 'jq');

export const isThere = existsSync(folder);

/** Every case of the suite, in file order. */
export function readCases(): readonly Case[] {
  return files.flatMap((file) => parseCases(file, readFileSync(join(folder, file), 'utf8')));
}

/**
 * Groups of lines between empty lines: program, input, outputs. After `%%FAIL` a program that must not compile and its
 * message; after `%%FAIL IGNORE MSG` the message does not count. Lines that begin with `#` are comments.
 */
export function parseCases(file: string, text: string): readonly Case[] {
  const cases: Case[] = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1;
    const group: string[] = [];
    for (let next = lines[index]; next !== undefined && next !== ''; next = lines[++index]) {
      if (!next.startsWith('#')) group.push(next);
    }
    const [first, second = '', ...rest] = group;
    if (first === undefined) continue;
    if (first.startsWith('%%FAIL')) {
      const refusal = first.includes('IGNORE MSG') ? '' : rest.join('\n');
      cases.push({ file, line, program: second, input: '', outputs: [], refusal });
    } else {
      cases.push({ file, line, program: first, input: second, outputs: rest, refusal: undefined });
    }
  }
  return cases;
}
