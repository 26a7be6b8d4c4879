import type { IncomingMessage } from 'node:http';
import { isObject, type Json } from '../json/json.ts';
import { Failure, type FailureCode, failureCodes } from '../problem/failure.ts';
import { DecodeError, type Decoder } from './wire/decode.ts';
import { diagnostics } from './wire/shapes.ts';

/** @throws Failure `failed` for an answer that is not what was agreed upon. */
export async function readJson<T>(answer: IncomingMessage, decoder: Decoder<T>): Promise<T> {
  return understood(await readText(answer), decoder);
}

/** Values of a stream, one a line; empty lines keep a quiet stream alive. */
export async function* readLines<T>(answer: IncomingMessage, decoder: Decoder<T>): AsyncGenerator<T> {
  let rest = '';
  for await (const chunk of chunks(answer)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield understood(line, decoder);
  }
  if (rest !== '') yield understood(rest, decoder);
}

/** The refusal that a problem document tells of. */
export async function failureOf(answer: IncomingMessage): Promise<Failure> {
  const status = answer.statusCode ?? 0;
  const problem = parse(await readText(answer));
  if (!isObject(problem)) return new Failure('failed', `the server answered with status ${status}`);
  const { code, detail, hint } = problem;
  const message = typeof detail === 'string' ? detail : `the server answered with status ${status}`;
  return new Failure(isFailureCode(code) ? code : 'failed', message, {
    ...(typeof hint === 'string' ? { hint } : {}),
    ...(problem['diagnostics'] === undefined ? {} : { diagnostics: diagnostics(problem['diagnostics'], '') }),
  });
}

function isFailureCode(code: Json | undefined): code is FailureCode {
  return typeof code === 'string' && Object.hasOwn(failureCodes, code);
}

function understood<T>(text: string, decoder: Decoder<T>): T {
  try {
    return decoder(parse(text), '');
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const message = `the server's answer is not understood: ${error.message}`;
    throw new Failure('failed', message, { hint: 'are client and server of the same version?' });
  }
}

/** Undefined for what is not JSON: no decoder takes that. */
function parse(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

async function readText(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of chunks(answer)) text += chunk;
  return text;
}

async function* chunks(answer: IncomingMessage): AsyncGenerator<string> {
  answer.setEncoding('utf8');
  try {
    for await (const chunk of answer) yield String(chunk);
  } catch (cause) {
    throw new Failure('unreachable', 'the server broke off its answer', { cause });
  }
}
