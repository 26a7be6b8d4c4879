import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { WorkflowError } from '../../problem/problem.ts';

/** How a process is given its arguments: a list for argv, or names with values (DSL before 1.0.3, and its catalog). */
export type ProcessArguments = readonly string[] | JsonObject;

/** What the processes of `run` have in common, evaluated. */
export interface ProcessInput {
  readonly stdin?: string;
  readonly arguments: ProcessArguments;
  readonly environment: Readonly<Record<string, string>>;
}

/** @throws WorkflowError `expression` when a part is not what it must be. */
export function readProcessInput(definition: JsonObject): ProcessInput {
  const { stdin, arguments: given = [], environment = {} } = definition;
  return {
    ...(stdin === undefined ? {} : { stdin: textOf(stdin) }),
    arguments: readArguments(given),
    environment: readTexts('environment', environment),
  };
}

function readArguments(given: Json): ProcessArguments {
  if (Array.isArray(given)) return (given as readonly Json[]).map(textOf);
  if (isObject(given)) return given;
  throw wrong('arguments', 'a list or a map', given);
}

/** The list form of the arguments: a map becomes `--name value`. */
export function argvOf(given: ProcessArguments): readonly string[] {
  if (Array.isArray(given)) return given as readonly string[];
  return Object.entries(given).flatMap(([name, value]) => [`--${name}`, textOf(value)]);
}

/** A map of texts: variables of the environment, ports, volumes. */
export function readTexts(name: string, value: Json): Readonly<Record<string, string>> {
  if (!isObject(value)) throw wrong(name, 'a map', value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, textOf(member)]));
}

/** A text that a process cannot do without: its command, code, or image. */
export function requireText(name: string, value: Json | undefined): string {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw wrong(name, 'a text', value ?? null);
}

/** A text as it is, everything else as JSON: what a process reads has no types. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function wrong(name: string, wanted: string, value: Json): WorkflowError {
  return WorkflowError.of(
    'expression',
    'Not what a process can be given',
    `"${name}" must be ${wanted}, not ${JSON.stringify(value).slice(0, 200)}`,
  );
}
