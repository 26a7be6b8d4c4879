import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isObject, type Json } from '../json/json.ts';
import { join, type Pointer, resolve } from '../json/pointer.ts';
import { checkWorkflow, formatDiagnostic, parseFile } from './index.ts';
import { validate } from './validate.ts';

const root =
  process.env['EVENTCTL_CONFORMANCE'] ??
  fileURLToPath(new URL('../../../shared/conformance', import.meta.url));
const folder = `${root}/open-workflow`;
const present = existsSync(folder);
if (!present && process.env['CI'] === undefined) {
  console.warn(`skipped: no conformance data at ${folder} (EVENTCTL_CONFORMANCE)`);
}

function examples(): { readonly path: string; readonly text: string }[] {
  return readdirSync(`${folder}/examples`)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((path) => ({ path, text: readFileSync(`${folder}/examples/${path}`, 'utf8') }));
}

function kitDefinitions(): { readonly path: string; readonly text: string }[] {
  return readdirSync(`${folder}/ctk/features`)
    .filter((name) => name.endsWith('.feature'))
    .flatMap((name) => {
      const feature = readFileSync(`${folder}/ctk/features/${name}`, 'utf8');
      const found = feature.matchAll(/workflow with definition:\s*"""(?:yaml)?\n([\s\S]*?)"""/g);
      return [...found].map((match, index) => ({ path: `${name}#${index + 1}`, text: match[1] ?? '' }));
    });
}

function diagnose(file: { readonly path: string; readonly text: string }): string[] {
  const { documents, diagnostics } = parseFile(file);
  return [...diagnostics, ...documents.flatMap((document) => checkWorkflow(document).diagnostics)].map(
    (one) => formatDiagnostic(one),
  );
}

describe.skipIf(!present && process.env['CI'] === undefined)('the published definitions', () => {
  test('D10 all 68 examples are accepted', () => {
    const files = examples();
    expect(files).toHaveLength(68);
    expect(files.flatMap(diagnose)).toEqual([]);
  });

  test('all 21 definitions of the conformance kit are accepted', () => {
    const files = kitDefinitions();
    expect(files).toHaveLength(21);
    expect(files.flatMap(diagnose)).toEqual([]);
  });
});

type Mutable = Record<string, Json>;

/** The published schema with the differences that `schema/index.ts` lists, each as one edit. */
function officialSchema(): Json {
  const schema = parse(readFileSync(`${folder}/schema/workflow.yaml`, 'utf8')) as Json;
  const at = (pointer: Pointer): Mutable => {
    const found = resolve(schema, pointer);
    if (!isObject(found)) throw new Error(`the published schema has no ${pointer}`);
    return found as Mutable;
  };
  const close = (pointer: Pointer) => {
    at(pointer)['unevaluatedProperties'] = false;
  };
  const kind = (task: string) => `/$defs/${task}/allOf/1/properties`;
  const call = (index: number) => `/$defs/callTask/oneOf/${index}/allOf/1/properties/with`;
  const [asyncapi, http, a2a, mcp] = [call(0), call(2), call(4), call(5)];
  const expression = { $ref: '#/$defs/runtimeExpression' };

  const authentication = at('/$defs/referenceableAuthenticationPolicy');
  const written = { ...authentication };
  for (const key of Object.keys(authentication)) delete authentication[key];
  authentication['anyOf'] = [{ type: 'string', minLength: 1 }, written];
  at(`${kind('runTask')}/run/oneOf/3/properties/workflow/properties`)['input'] = {};
  at(`${http}/properties/query/oneOf/0`)['additionalProperties'] = { type: ['string', 'number', 'boolean'] };
  for (const [index, process] of ['container', 'script', 'shell'].entries()) {
    const properties = at(`${kind('runTask')}/run/oneOf/${index}/properties/${process}/properties`);
    properties['arguments'] = { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'object' }] };
  }
  at(`${kind('forTask')}/for/properties/in/oneOf/1`)['items'] = {};
  for (const part of ['payload', 'headers']) {
    at('/$defs/asyncApiOutboundMessage/properties')[part] = { anyOf: [expression, { type: 'object' }] };
  }
  const asyncapiWith = at(asyncapi);
  asyncapiWith['anyOf'] = [
    { oneOf: asyncapiWith['oneOf'] ?? [] },
    {
      required: ['operation'],
      properties: { operation: { type: 'string', pattern: '^file://.+#.+' } },
      not: { anyOf: [{ required: ['channel'] }, { required: ['message', 'subscription'] }] },
    },
  ];
  delete asyncapiWith['oneOf'];

  at('/properties/document/properties/namespace')['pattern'] =
    '^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?([.][a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$';

  close('');
  close('/$defs/authenticationPolicy');
  close('/$defs/authenticationPolicy/oneOf/3/properties/oauth2/oneOf/0/properties/endpoints');
  close('/$defs/oauth2AuthenticationProperties/properties/request');
  close(`${kind('tryTask')}/catch/properties/errors`);
  close('/$defs/errorFilter');
  close('/$defs/eventFilter/properties/correlate/additionalProperties');
  for (const part of ['', '/properties/transport', '/properties/client']) close(`${mcp}${part}`);
  for (const transport of ['http', 'stdio']) close(`${mcp}/properties/transport/properties/${transport}`);
  const event = at(`${kind('emitTask')}/emit/properties/event`);
  event['additionalProperties'] = false;
  event['required'] = ['with'];
  at(a2a)['anyOf'] = [{ required: ['agentCard'] }, { required: ['server'] }];
  at('/properties/do')['minItems'] = 1;
  at('/properties/schedule')['oneOf'] = ['every', 'cron', 'after', 'on'].map((key) => ({ required: [key] }));
  at('/properties/evaluate/properties/language')['enum'] = ['jq', 'jsonata'];
  Object.assign(at('/$defs/error/properties/status'), { minimum: 100, maximum: 599 });
  at('/$defs/retryPolicy/properties/limit/properties/attempt/properties/count')['minimum'] = 0;
  for (const part of ['days', 'hours', 'minutes', 'seconds', 'milliseconds']) {
    at(`/$defs/duration/oneOf/0/properties/${part}`)['minimum'] = 0;
  }
  return schema;
}

/** A generator of numbers in [0, 1) (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

function pointersOf(value: Json, pointer: Pointer = ''): Pointer[] {
  const children = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  return [pointer, ...children.flatMap(([key, child]) => pointersOf(child as Json, join(pointer, key)))];
}

/** Names that are good somewhere, and so are the more likely to be good or bad in a place of chance. */
const names =
  'call with do for in each while fork branches compete listen to one any all until read foreach raise error run set switch try catch wait if then input output export timeout from as use when retry delay after document endpoint operation message subscription channel agentCard server input from status type name extra'.split(
    ' ',
  );
const values: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1.5,
  200,
  '',
  'x',
  '${ .x }',
  'PT5M',
  'a b',
  'http',
  'always',
  'https://example.com/{id}',
  'file://a.yaml#b',
  [],
  ['x'],
  [1],
  {},
  { x: 1 },
  { use: 'x' },
  { after: 'PT1S' },
  { seconds: 1 },
  { with: { type: 'x' } },
  [{ x: { set: 'y' } }],
];

/** What no example shows. */
const rest = `
document: { dsl: 1.0.0, namespace: n, name: x, version: 1.0.0, tags: { a: 1 }, metadata: {} }
evaluate: { language: jsonata, mode: loose }
schedule: { every: PT1H }
timeout: long
output: { schema: { format: json, resource: { name: s, endpoint: https://example.com } }, as: .x }
use:
  authentications:
    a: { basic: { username: u, password: p } }
    b: { digest: { use: s } }
    c: { oidc: { authority: https://example.com, grant: password, client: { id: x }, subject: { token: t, type: u } } }
    d: { oauth2: { authority: https://example.com, grant: password, endpoints: { token: /t }, request: { encoding: application/json } } }
  catalogs: { c: { endpoint: { uri: https://example.com, authentication: a } } }
  functions: { f: { set: { a: 1 } } }
  secrets: [s]
  timeouts: { long: { after: { days: 1 } } }
  extensions: [{ e: { extend: all, when: .x, before: [{ a: { set: .x } }], after: [] } }]
  retries: { r: { delay: PT1S, backoff: { linear: {} }, limit: { attempt: { count: 1, duration: PT1S }, duration: PT1S }, jitter: { from: PT0S, to: PT1S } } }
do:
  - a2a: { call: a2a, with: { method: message/send, server: https://example.com, parameters: { a: 1 } } }
  - mcp: { call: mcp, with: { method: tools/call, timeout: PT1S, client: { name: a, version: b }, transport: { http: { endpoint: https://example.com, headers: { a: b } } } } }
  - open: { call: asyncapi, with: { operation: 'file://x.yaml#y', message: { payload: '\${ . }' } } }
  - own: { call: f, with: { x: 1 }, if: .x, metadata: {}, timeout: { after: PT1S } }
  - until: { listen: { to: { any: [{ with: { type: a }, correlate: { k: { from: .a, expect: b } } }], until: { one: { with: { type: b } } } }, read: raw }, foreach: { item: i, at: j, do: [], output: { as: .x }, export: { as: .x } } }
  - sub: { run: { workflow: { namespace: a, name: b, version: c, input: x }, await: false, return: none } }
  - box: { run: { container: { image: i, lifetime: { cleanup: eventually, after: PT1S }, pullPolicy: never, ports: {} } } }
  - rpc: { call: grpc, with: { proto: { endpoint: x }, service: { name: a, host: b, port: 1 }, method: m, arguments: {} } }
  - fed: { call: asyncapi, with: { document: { endpoint: x }, channel: c, protocol: kafka, subscription: { filter: '\${ .x }', consume: { amount: 1, for: PT1S } } } }
  - loop: { for: { each: a, in: [1], at: b }, while: .x, do: [{ a: { wait: { seconds: 1 } } }] }
  - split: { fork: { branches: [{ a: { set: .x } }], compete: true } }
  - script: { run: { script: { language: js, source: { endpoint: https://example.com }, arguments: { a: 1 }, stdin: x, environment: {} } } }
  - choose: { switch: [{ a: { when: .x, then: end } }, { b: { then: exit } }] }
  - caught: { try: [{ x: { raise: { error: { type: '\${ .x }', status: 400, instance: /a, title: t, detail: d } } } }], catch: { errors: { with: { status: 400 } }, as: e, when: .x, exceptWhen: .y, retry: r, do: [], then: end } }
`;

/** A copy of a definition with one to three small changes. */
function mutate(definition: Json, random: () => number): Json {
  const copy = structuredClone(definition) as Json;
  const changes = 1 + Math.floor(random() * 3);
  for (let change = 0; change < changes; change++) {
    const pointers = pointersOf(copy).slice(1);
    if (pointers.length === 0) break;
    const pointer = pick(pointers, random);
    const parent = resolve(copy, pointer.slice(0, pointer.lastIndexOf('/')));
    const key = pointer
      .slice(pointer.lastIndexOf('/') + 1)
      .replaceAll('~1', '/')
      .replaceAll('~0', '~');
    if (Array.isArray(parent)) {
      const list = parent as Json[];
      if (random() < 0.3) list.splice(Number(key), 1);
      else list[Number(key)] = structuredClone(pick(values, random));
    } else if (isObject(parent)) {
      const object = parent as Mutable;
      const value = object[key] ?? null;
      const way = random();
      if (way < 0.35) object[key] = structuredClone(pick(values, random));
      else if (way < 0.55) object[pick(names, random)] = structuredClone(pick(values, random));
      else delete object[key];
      if (way >= 0.75) object[random() < 0.5 ? `${key}x` : pick(names, random)] = value;
    }
  }
  return copy;
}

/**
 * Every definition that is one change away: a node removed, joined by another key, or of another value. It is the same
 * object each time, good until the next is asked for, because thousands of copies take seconds.
 */
function* neighbours(definition: Json): Generator<readonly [name: string, value: Json]> {
  for (const pointer of pointersOf(definition).slice(1)) {
    const key = pointer.slice(pointer.lastIndexOf('/') + 1);
    const parent = resolve(definition, pointer.slice(0, pointer.lastIndexOf('/'))) as Mutable;
    const original = parent[key] ?? null;
    for (const value of values) {
      parent[key] = value;
      yield [`${pointer} = ${JSON.stringify(value)}`, definition];
    }
    if (!Array.isArray(parent)) {
      delete parent[key];
      yield [`no ${pointer}`, definition];
      parent['unheard'] = 1;
      parent[key] = original;
      yield [`a key beside ${pointer}`, definition];
      delete parent['unheard'];
    }
    parent[key] = original;
  }
}

function* allNeighbours(definitions: readonly Json[]) {
  for (const definition of definitions) yield* neighbours(definition);
}

const firstSeed = Number(process.env['EVENTCTL_SEED'] ?? 1);
const mutations = Number(process.env['EVENTCTL_MUTATIONS'] ?? 3000);

describe.skipIf(!present && process.env['CI'] === undefined)('the schema', () => {
  const compileOfficial = () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    return ajv.compile(officialSchema() as object);
  };

  /** Runs both schemas over values and tells how many they refuse. */
  function compare(candidates: Iterable<readonly [name: string, value: Json]>): {
    all: number;
    refused: number;
  } {
    const official = compileOfficial();
    const count = { all: 0, refused: 0 };
    for (const [name, value] of candidates) {
      const expected = official(value);
      const { definition, findings } = validate(value);
      count.all++;
      if (!expected) count.refused++;
      if ((definition !== undefined) === expected && findings.length > 0 === !expected) continue;
      const details = { value, official: official.errors?.slice(0, 3) ?? 'accepts it', findings };
      throw new Error(`the verdicts on ${name} differ: ${JSON.stringify(details)}`);
    }
    return count;
  }

  test('D10 judges every single change of a definition with rare features as the published schema does', () => {
    const whole = parse(rest) as Mutable;
    expect(compare([['the definition', whole]])).toEqual({ all: 1, refused: 0 });
    // One definition for what surrounds the tasks and one for each task: small ones are judged faster.
    const tasks = whole['do'] as readonly Json[];
    const parts = tasks.map((item) => ({ document: whole['document'] ?? null, do: [item] }));
    const definitions: Json[] = [{ ...whole, do: tasks.slice(0, 1) }, ...parts];
    const { all, refused } = compare(allNeighbours(structuredClone(definitions)));
    expect(all).toBeGreaterThan(4000);
    expect(refused).toBeGreaterThan(2000);
    expect(refused).toBeLessThan(all);
  });

  test(`judges ${mutations} mutations of the examples as the published schema does`, () => {
    const definitions = examples().map(({ text }) => parse(text) as Json);
    const mutants = Array.from({ length: mutations }, (_, index) => {
      const random = randomFrom(firstSeed + index);
      return [`EVENTCTL_SEED=${firstSeed + index}`, mutate(pick(definitions, random), random)] as const;
    });
    const { refused } = compare(mutants);
    // Mutants that were nearly all good, or nearly all bad, would prove little.
    expect(refused).toBeGreaterThan(mutations * 0.3);
    expect(refused).toBeLessThan(mutations * 0.95);
  });
});
