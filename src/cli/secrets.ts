import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type Json } from '../json/json.ts';
import { Failure } from '../problem/failure.ts';
import { readText } from './input.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a command was told to find secrets. */
export interface SecretChoice {
  readonly secret?: readonly string[] | undefined;
  readonly 'secrets-dir'?: string | undefined;
}

const prefix = 'EVENTCTL_SECRET_';
/** Largest file that is taken for a secret, in bytes; as much as Kubernetes allows. */
const maxSecretBytes = 1024 * 1024;

/**
 * Secrets by name. A later source wins: each file of the folder (`--secrets-dir`, or `EVENTCTL_SECRETS_DIR`), then
 * `EVENTCTL_SECRET_NAME` of the environment, then `--secret NAME=VALUE` or `NAME=@FILE` (`@-` is stdin). A text that
 * is a JSON object is one; a line break at the end of a file is no part of it.
 * @throws Failure `usage`; it never shows a value.
 */
export async function readSecrets(
  choice: SecretChoice,
  environment: Environment,
): Promise<Readonly<Record<string, Json>>> {
  const folder = choice['secrets-dir'] ?? environment['EVENTCTL_SECRETS_DIR'];
  const mounted = folder === undefined || folder === '' ? [] : await readFolder(folder);
  const given = Object.entries(environment).flatMap(([variable, value]): [string, Json][] =>
    variable.startsWith(prefix) && value !== undefined
      ? [[variable.slice(prefix.length), parse(variable.slice(prefix.length), value)]]
      : [],
  );
  const flagged = await Promise.all((choice.secret ?? []).map(readFlag));
  return Object.fromEntries([...mounted, ...given, ...flagged]);
}

async function readFlag(flag: string): Promise<[string, Json]> {
  const split = flag.indexOf('=');
  if (split < 1) throw new Failure('usage', '--secret is NAME=VALUE or NAME=@FILE');
  const [name, value] = [flag.slice(0, split), flag.slice(split + 1)];
  if (!value.startsWith('@')) return [name, parse(name, value)];
  return [name, parse(name, withoutLineBreak(await readText(value.slice(1))))];
}

/**
 * One secret a file, named after it, as Kubernetes and Docker mount them. Hidden entries (Kubernetes keeps its versions
 * in some) and folders are none.
 */
async function readFolder(folder: string): Promise<[string, Json][]> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  } catch (cause) {
    throw new Failure('usage', `cannot read the secrets in ${folder}: ${messageOf(cause)}`, { cause });
  }
  const entries = await Promise.all(
    names.map(async (name): Promise<[string, Json] | undefined> => {
      const file = join(folder, name);
      try {
        const found = await stat(file);
        if (!found.isFile()) return undefined;
        if (found.size > maxSecretBytes) {
          throw new Failure('usage', `the secret ${file} is larger than ${maxSecretBytes} bytes`);
        }
        return [name, parse(name, withoutLineBreak(await readFile(file, 'utf8')))];
      } catch (cause) {
        if (cause instanceof Failure) throw cause;
        throw new Failure('usage', `cannot read the secret ${file}: ${messageOf(cause)}`, { cause });
      }
    }),
  );
  return entries.filter((entry) => entry !== undefined);
}

function withoutLineBreak(text: string): string {
  return text.replace(/\r?\n$/, '');
}

function parse(name: string, value: string): Json {
  if (!value.trimStart().startsWith('{')) return value;
  try {
    const parsed: Json = JSON.parse(value);
    if (isObject(parsed)) return parsed;
  } catch {
    // Told below; the parser's own message quotes the value.
  }
  throw new Failure('usage', `the secret ${name} begins with { but is not a JSON object`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
