import { convertDocument } from '../../src/convert/index.ts';
import { checkWorkflow, formatDiagnostic, parseFile } from '../../src/dsl/index.ts';
import type { CloudEvent } from '../../src/events/index.ts';
import type { Json } from '../../src/json/json.ts';
import { type RunResult, runWorkflow } from '../../src/run/index.ts';

const head = 'id: old\nversion: 1.2.3\nspecVersion: "0.8"\n';

/** A workflow of DSL 0.8 with a head. */
export function old(rest: string): string {
  return head + rest;
}

/** What a workflow is converted into; throws what is wrong with it, also with the result. */
export function converted(rest: string): Json {
  const [document] = parseFile({ path: 'old.yaml', text: old(rest) }).documents;
  if (document === undefined) throw new Error('no document');
  const result = convertDocument(document);
  const wrong = [
    ...result.diagnostics,
    ...(result.document === undefined ? [] : checkWorkflow(result.document).diagnostics),
  ];
  if (result.document === undefined || wrong.length > 0) {
    throw new Error(wrong.map((one) => formatDiagnostic(one)).join('\n'));
  }
  return result.document.value;
}

/** Why a workflow is refused: `line:column message`, with the lines of what comes after the head. */
export function refusals(rest: string): string[] {
  const [document] = parseFile({ path: 'old.yaml', text: old(rest) }).documents;
  if (document === undefined) throw new Error('no document');
  return convertDocument(document).diagnostics.map(
    ({ position, message }) => `${position.line - 3}:${position.column} ${message}`,
  );
}

/** What had to be decided. */
export function notes(rest: string): string[] {
  const [document] = parseFile({ path: 'old.yaml', text: old(rest) }).documents;
  return document === undefined ? [] : convertDocument(document).notes.map(({ message }) => message);
}

/** Runs a workflow of DSL 0.8; calls over HTTP are answered by `answers`, by URL. */
export function runOld(
  rest: string,
  request: {
    readonly input?: Json;
    readonly events?: readonly CloudEvent[];
    readonly answers?: Readonly<Record<string, Json>>;
    readonly others?: readonly string[];
  } = {},
): Promise<RunResult> {
  const { input, events = [], answers = {}, others = [] } = request;
  return runWorkflow({
    files: [old(rest), ...others].map((text, index) => ({ path: `old${index}.yaml`, text })),
    ...(input === undefined ? {} : { input }),
    events,
    timeSkip: true,
    timeout: 10_000,
    stubs: Object.entries(answers).map(([url, body]) => ({
      request: { method: 'GET', url, headers: {} },
      response: {
        status: body === null ? 503 : 200,
        headers: { 'content-type': 'application/json' },
        body: new TextEncoder().encode(JSON.stringify(body)),
      },
    })),
  });
}

let count = 0;

export function event(
  type: string,
  data: Json,
  attributes: Readonly<Record<string, string>> = {},
): CloudEvent {
  count += 1;
  return { specversion: '1.0', id: String(count), source: 'test', type, data, ...attributes };
}
