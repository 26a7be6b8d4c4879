import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type Json, type JsonObject } from '../src/json/json.ts';
import type { Figure } from './claim.ts';

/** What a claim was when it was last written down. */
export interface RecordedClaim {
  readonly name: string;
  readonly title: string;
  /** The day, as `2026-11-21`. */
  readonly date: string;
  /** How long it took. */
  readonly seconds: number;
  /** A tenth of the work: its figures only show that it runs. */
  readonly quick: boolean;
  readonly machine: Readonly<Record<string, string>>;
  readonly configuration: Readonly<Record<string, string>>;
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
  /** What could not be measured, and why. */
  readonly failures: readonly string[];
}

const file = join(process.cwd(), 'bench', 'recorded.json');

/** What is written down, by the names of the claims; nothing where the file is not there yet. */
export function readRecorded(): readonly RecordedClaim[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  return recordedOf(text);
}

export function writeRecorded(claims: readonly RecordedClaim[]): void {
  const sorted = [...claims].sort((one, other) => (one.name < other.name ? -1 : 1));
  writeFileSync(file, `${JSON.stringify({ claims: sorted }, null, 1)}\n`);
}

/** @throws Error for a text that is not what `writeRecorded` writes. */
export function recordedOf(text: string): readonly RecordedClaim[] {
  const document: Json = JSON.parse(text);
  return listOf(objectOf(document)['claims']).map(claimOf);
}

/** @throws Error for what is no such claim. */
export function claimOf(value: Json | undefined): RecordedClaim {
  const claim = objectOf(value);
  return {
    name: textOf(claim['name']),
    title: textOf(claim['title']),
    date: textOf(claim['date']),
    seconds: numberOf(claim['seconds']),
    quick: claim['quick'] === true,
    machine: textsOf(claim['machine']),
    configuration: textsOf(claim['configuration']),
    figures: listOf(claim['figures']).map(figureOf),
    notes: listOf(claim['notes']).map(textOf),
    failures: listOf(claim['failures']).map(textOf),
  };
}

function figureOf(value: Json): Figure {
  const figure = objectOf(value);
  const { better, bound, foreign } = figure;
  if (better !== 'higher' && better !== 'lower') throw wrong(value);
  return {
    name: textOf(figure['name']),
    unit: textOf(figure['unit']),
    better,
    rounds: listOf(figure['rounds']).map(numberOf),
    ...(bound === undefined ? {} : { bound: boundOf(bound) }),
    ...(foreign === true ? { foreign } : {}),
  };
}

function boundOf(value: Json): NonNullable<Figure['bound']> {
  const { atLeast, atMost } = objectOf(value);
  return atLeast === undefined ? { atMost: numberOf(atMost) } : { atLeast: numberOf(atLeast) };
}

function objectOf(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw wrong(value);
  return value;
}

function listOf(value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value)) throw wrong(value);
  return value;
}

function textOf(value: Json | undefined): string {
  if (typeof value !== 'string') throw wrong(value);
  return value;
}

function numberOf(value: Json | undefined): number {
  if (typeof value !== 'number') throw wrong(value);
  return value;
}

function textsOf(value: Json | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([name, text]) => [name, textOf(text)]));
}

function wrong(value: Json | undefined): Error {
  return new Error(`a recorded claim has ${JSON.stringify(value)} where something else is due`);
}
