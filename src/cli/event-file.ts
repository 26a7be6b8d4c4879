import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { Failure } from '../problem/failure.ts';
import { readText, withoutMark } from './input.ts';

/** What a file of events holds. */
export interface EventFile {
  readonly events: readonly JsonObject[];
  /** False where the file is one event, and not a list that may have any number. */
  readonly isList: boolean;
}

/**
 * Structured events from a file, `-` for stdin: one, an array of them, or one a line (JSON Lines). What makes an event
 * valid is not looked at here. @throws Failure `usage`.
 */
export async function readEventFile(path: string): Promise<EventFile> {
  const from = path === '-' ? 'stdin' : path;
  const text = withoutMark(await readText(path));
  const whole = parse(text);
  if (!('error' in whole)) {
    const list = Array.isArray(whole.value) ? whole.value : [whole.value];
    return { events: list.map((event) => requireObject(event, from)), isList: Array.isArray(whole.value) };
  }
  const lines = text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [{ line, number: index + 1 }]));
  const [first, ...others] = lines;
  // The first line tells whether the file is meant as lines, or as one document that has a mistake.
  if (first === undefined || others.length === 0 || 'error' in parse(first.line)) {
    throw new Failure('usage', `${from} is not JSON: ${whole.error}`);
  }
  return {
    isList: true,
    events: lines.map(({ line, number }) => {
      const read = parse(line);
      if ('error' in read) throw new Failure('usage', `${from}, line ${number} is not JSON: ${read.error}`);
      return requireObject(read.value, `${from}, line ${number}`);
    }),
  };
}

function parse(text: string): { readonly value: Json } | { readonly error: string } {
  try {
    const value: Json = JSON.parse(text);
    return { value };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function requireObject(value: Json, from: string): JsonObject {
  if (isObject(value)) return value;
  throw new Failure('usage', `${from} is not a JSON object`, {
    hint: 'an event is an object; a file has one, an array of them, or one a line',
  });
}
