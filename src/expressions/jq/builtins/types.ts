import type { Json } from '../../../json/json.ts';
import { dump } from '../dump.ts';
import { read, readNumber } from '../read.ts';
import { Raised, type Run } from '../run.ts';
import { length } from '../size.ts';
import { isArray, named, typeOf, wrongType } from '../values.ts';
import { type Entry, value, value1 } from './define.ts';
import { format, toText } from './formats.ts';

function tonumber(input: Json, run: Run): Json {
  if (typeof input === 'number') return input;
  if (typeof input !== 'string') throw wrongType(input, 'cannot be parsed as a number');
  run.scan(input.length);
  const number = readNumber(input);
  if (number === undefined) throw wrongType(input, 'cannot be parsed as a number');
  return number;
}

function toboolean(input: Json): Json {
  if (typeof input === 'boolean') return input;
  if (input === 'true') return true;
  if (input === 'false') return false;
  throw wrongType(input, 'cannot be parsed as a boolean');
}

function formatted(input: Json, name: Json, run: Run): Json {
  if (typeof name !== 'string') throw wrongType(name, 'is not a valid format');
  const write = format(name);
  if (write === undefined) throw new Raised(`${name} is not a valid format`);
  return write(input, run);
}

/** Steps for writing a number, besides those for the characters. */
const WRITTEN = 4;

function written(value: Json, text: string, run: Run): string {
  run.written(value, text.length);
  return text;
}

export const typeBuiltins: readonly Entry[] = [
  value('type', typeOf),
  value('length', length),
  value('utf8bytelength', (input, run) => {
    if (typeof input !== 'string') throw new Raised(`${named(input)} only strings have UTF-8 byte length`);
    run.scan(input.length);
    return Buffer.byteLength(input);
  }),
  value('tostring', (input, run) => written(input, toText(input, run), run), WRITTEN),
  value('tojson', (input, run) => written(input, dump(input, undefined, run), run), WRITTEN),
  value('fromjson', (input, run) => {
    if (typeof input !== 'string') throw wrongType(input, 'only strings can be parsed');
    run.spend(8 + (input.length >> 3));
    return read(input, run);
  }),
  value('tonumber', tonumber),
  value('toboolean', toboolean),
  value('toarray', (input) => (isArray(input) ? input : [input])),
  value1('format', formatted),
  value('now', (_, run) => run.scope.now / 1000),
  value('env', () => ({})),
  value('input_line_number', () => 0),
  value('have_decnum', () => false),
  value('have_literal_numbers', () => true),
];
