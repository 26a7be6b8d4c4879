import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { equal, type Json } from '../../json/json.ts';
import { ExpressionError } from '../expression.ts';
import { compileFilter } from './compile.ts';
import { read } from './read.ts';
import { plain } from './result.ts';
import { Run } from './run.ts';

const folder = resolve(process.env['EVENTCTL_CONFORMANCE'] ?? '../shared/conformance', 'jq');

interface Case {
  readonly line: number;
  readonly program: string;
  readonly input: string;
  readonly outputs: readonly string[];
  readonly fails: boolean;
}

/** Groups of lines: program, input, outputs; after `%%FAIL`, a program that must not compile and its message. */
function parseCases(text: string): Case[] {
  const cases: Case[] = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; ) {
    const group: string[] = [];
    const start = index;
    while (index < lines.length && lines[index] !== '') group.push(lines[index++] ?? '');
    index++;
    const kept = group.filter((line) => !line.startsWith('#'));
    const [first = '', second = '', ...rest] = kept;
    if (kept.length === 0) continue;
    if (first.startsWith('%%FAIL'))
      cases.push({ line: start + 1, program: second, input: '', outputs: [], fails: true });
    else cases.push({ line: start + 1, program: first, input: second, outputs: rest, fails: false });
  }
  return cases;
}

const scope = { now: 1_700_000_000_000, variables: {}, random: () => 0.5 };

const normal = (value: Json) => plain(value, new Run(scope));

function check({ program, input, outputs, fails }: Case): void {
  if (fails) {
    expect(() => compileFilter(program, [])).toThrow();
    return;
  }
  const filter = compileFilter(program, []);
  const expected = outputs.map((output) => normal(read(output)));
  const found: Json[] = [];
  try {
    filter.each(read(input), scope, (value) => {
      found.push(value);
      return false;
    });
  } catch (error) {
    // A case may end in an error; then it lists the outputs before it.
    if (!(error instanceof ExpressionError)) throw error;
  }
  if (
    found.length === expected.length &&
    found.every((value, index) => equal(value, expected[index] ?? null))
  ) {
    return;
  }
  expect(found).toEqual(expected);
}

const modules = 'an expression has no modules';

/** Cases that do not pass, by file and program, and why. */
const missing: Readonly<Record<string, string>> = {
  'jq.test import "a" as foo; import "b" as bar; def fooa: foo::a; [fooa, bar::a, bar::b, foo::a]': modules,
  'jq.test import "c" as foo; [foo::a, foo::c]': modules,
  'jq.test include "c"; [a, c]': modules,
  'jq.test import "data" as $e; import "data" as $d; [$d[].this,$e[].that,$d::d[].this,$e::e[].that]|join(";")':
    modules,
  'jq.test import "data" as $a; import "data" as $b; def f: {$a, $b}; f': modules,
  'jq.test include "shadow1"; e': modules,
  'jq.test include "shadow1"; include "shadow2"; e': modules,
  'jq.test import "shadow1" as f; import "shadow2" as f; import "shadow1" as e; [e::e, f::e]': modules,
  'jq.test import "test_bind_order" as check; check::check': modules,
  'jq.test modulemeta': modules,
  'jq.test modulemeta | .deps | length': modules,
  'jq.test modulemeta | .defs | length': modules,
  'jq.test try input catch .': 'an expression has one input, which is `.`',
  'jq.test debug': 'an expression has no output but its result',
  'jq.test reduce range(10000) as $_ ({}; {a: .}) as $x | $x * $x | length':
    'objects nested deeper than 2 000 levels do not merge',
};

describe.skipIf(!existsSync(folder) && process.env['CI'] === undefined)('jq', () => {
  for (const file of ['jq.test', 'base64.test', 'uri.test', 'optional.test']) {
    describe(file, () => {
      for (const one of parseCases(readFileSync(resolve(folder, file), 'utf8'))) {
        const reason = missing[`${file} ${one.program}`];
        if (reason === undefined) it(`${one.line} ${one.program}`, () => check(one));
        else it.fails(`${one.line} ${one.program}: ${reason}`, () => check(one));
      }
    });
  }
});
