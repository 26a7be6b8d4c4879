import { readFile } from 'node:fs/promises';
import { nearest } from '../dsl/index.ts';
import { isObject } from '../json/json.ts';

/** The hint for an unknown command: the verb that was probably meant, else where the list is. */
export async function suggestCommand(unknown: string, argv: readonly string[]): Promise<string> {
  const typed = unknown.replaceAll(':', ' ');
  const commands = await commandNames();
  const noun = argv[0] ?? '';
  const sameNoun = commands.filter((name) => name.startsWith(`${noun} `));
  const meant = nearest(typed, commands) ?? nearest(noun, nouns(commands));
  if (meant !== undefined) return `did you mean: eventctl ${meant}`;
  return sameNoun.length > 0
    ? `eventctl ${noun} --help lists its verbs`
    : 'eventctl --help lists all commands';
}

/** `instance list` for the id `instance:list`. */
async function commandNames(): Promise<readonly string[]> {
  const text = await readFile(new URL('../../oclif.manifest.json', import.meta.url), 'utf8');
  const manifest: unknown = JSON.parse(text);
  if (!isObject(manifest) || !isObject(manifest['commands'])) return [];
  return Object.keys(manifest['commands']).map((id) => id.replaceAll(':', ' '));
}

function nouns(commands: readonly string[]): readonly string[] {
  return [...new Set(commands.map((name) => name.split(' ')[0] ?? name))];
}
