import { readFile } from 'node:fs/promises';
import { isObject, type JsonObject } from '../json/json.ts';
import { nearest } from '../problem/nearest.ts';

/** The hint for an unknown command: the verb that was probably meant, else where the list is. */
export async function suggestCommand(typed: string, argv: readonly string[]): Promise<string> {
  const commands = Object.keys(await readCommands());
  const noun = argv[0] ?? '';
  const nouns = new Set(commands.map((name) => name.split(' ')[0] ?? name));
  const meant = nearest(typed, commands) ?? nearest(noun, nouns);
  if (nouns.has(noun) && meant === noun) return `eventctl ${noun} --help lists its verbs`;
  return meant === undefined ? 'eventctl --help lists all commands' : `did you mean: eventctl ${meant}`;
}

/** The hint for other wrong usage: the flag that was probably meant, else where the list is. */
export async function suggestFlag(message: string, argv: readonly string[]): Promise<string> {
  const commands = await readCommands();
  const [first = '', second = ''] = argv;
  const name = [`${first} ${second}`, first].find((candidate) => Object.hasOwn(commands, candidate)) ?? '';
  const typed = /^Nonexistent flag: --([\w-]+)/.exec(message)?.[1];
  const meant = typed === undefined ? undefined : nearest(typed, flagsOf(commands[name]));
  return meant === undefined
    ? `eventctl ${name === '' ? 'COMMAND' : name} --help lists arguments and flags`
    : `did you mean: --${meant}`;
}

/** What the manifest says of each command, under names like `instance list`. */
async function readCommands(): Promise<JsonObject> {
  const text = await readFile(new URL('../../oclif.manifest.json', import.meta.url), 'utf8');
  const manifest: unknown = JSON.parse(text);
  const commands = isObject(manifest) ? manifest['commands'] : undefined;
  if (commands === undefined || !isObject(commands)) return {};
  return Object.fromEntries(
    Object.entries(commands).map(([id, command]) => [id.replaceAll(':', ' '), command]),
  );
}

function flagsOf(command: unknown): readonly string[] {
  return isObject(command) && isObject(command['flags']) ? Object.keys(command['flags']) : [];
}
