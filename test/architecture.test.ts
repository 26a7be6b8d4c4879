import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Rooms from the leaves up: a room imports only from rooms before it in this list. */
const order = [
  ['json', 'limits'],
  ['problem', 'time'],
  ['expressions', 'schema', 'network'],
  ['dsl'],
  ['convert'],
  ['catalog'],
  ['authentication'],
  ['resources'],
  ['events'],
  ['machine'],
  ['activities', 'backend'],
  ['definitions'],
  ['engine'],
  ['run', 'client'],
  ['server'],
  ['cli'],
];

const root = resolve(import.meta.dirname, '../src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
);

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const pattern = /(?:^|\n)\s*(import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|import\('([^']+)'\)/g;
  return [...text.matchAll(pattern)].flatMap((match): Import[] => {
    const target = match[3] ?? match[4] ?? '';
    if (!target.startsWith('.')) return [{ from: file, to: target, typeOnly: match[2] !== undefined }];
    return [
      {
        from: file,
        to: relative(root, resolve(root, dirname(file), target)),
        typeOnly: match[2] !== undefined,
      },
    ];
  });
}

const imports = files.flatMap(importsOf);
const roomOf = (path: string) => path.split('/')[0] ?? '';
const rank = (room: string) => order.findIndex((level) => level.includes(room));

/** The face of `eventctl/jq`, for programs that use it alone: it has a clock and random numbers unless told otherwise. */
const jqAlone = 'expressions/jq/index.ts';

describe('architecture', () => {
  it('has every room in the order', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => rank(room) < 0)).toEqual([]);
  });

  it('imports one way, from the outer rooms to the leaves', () => {
    const against = imports.filter(
      ({ from, to }) =>
        rank(roomOf(to)) >= 0 && roomOf(from) !== roomOf(to) && rank(roomOf(to)) >= rank(roomOf(from)),
    );
    expect(against.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it.each(['machine', 'expressions'])('keeps %s free of I/O, clock, randomness and environment', (room) => {
    const effects =
      /node:(fs|net|http|https|child_process|crypto|dns|dgram|tls)|Date\.now\(|new Date\(\)|Math\.random|process\.env/;
    const impure = files.filter(
      (file) =>
        roomOf(file) === room && file !== jqAlone && effects.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(impure).toEqual([]);
  });

  it('lets only the command line have the clock of eventctl/jq', () => {
    const users = imports.filter(({ to }) => to === jqAlone).map(({ from }) => roomOf(from));
    expect([...new Set(users)]).toEqual(['cli']);
  });

  it('keeps source files under 500 lines', () => {
    const long = files.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 500);
    expect(long).toEqual([]);
  });
});
