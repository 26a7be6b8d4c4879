import { STATUS_CODES } from 'node:http';
import { isObject, type Json } from '../../json/json.ts';
import { type Answer, essence, isTooDeep } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';

/** Characters of an agent's own words that an error quotes. */
const maxExcerpt = 2_000;

/**
 * The results in an answer: one, or those of a stream in their order.
 * @throws WorkflowError `runtime` for a JSON-RPC error (also one inside of a stream), an HTTP status outside of 200-299,
 * and what is no JSON-RPC.
 */
export function readResults(answer: Answer): readonly Json[] {
  const text = new TextDecoder().decode(answer.body);
  const isStream = essence(answer.headers['content-type'] ?? '') === 'text/event-stream';
  const messages = isStream ? dataOf(text).map(parse) : [parse(text)];
  const results = messages.map((message) => resultOf(message, answer, text));
  if (answer.status < 200 || answer.status > 299) throw httpError(answer.status, text);
  return results;
}

function resultOf(message: Json | undefined, { status }: Answer, text: string): Json {
  if (isObject(message) && isObject(message['error'])) {
    const { code, message: why, data } = message['error'];
    const more = data === undefined || data === null ? '' : ` (${JSON.stringify(data)})`;
    throw failed(`A2A error ${String(code)}`, `${String(why)}${more}`);
  }
  if (isObject(message) && message['result'] !== undefined) {
    if (isTooDeep(message['result'])) throw failed('Unreadable A2A answer', 'the answer nests too deep');
    return message['result'];
  }
  if (status < 200 || status > 299) throw httpError(status, text);
  throw failed('Unreadable A2A answer', `the agent answered with what is no JSON-RPC: ${text}`);
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The data of the events of a stream (HTML, "Server-sent events"). An event that is not ended does not count. */
function dataOf(text: string): readonly string[] {
  const events = text.replace(/^\uFEFF/, '').split(/\r\n\r\n|\n\n|\r\r/);
  return events.slice(0, -1).flatMap((event) => {
    const lines = event.split(/\r\n|\n|\r/).flatMap((line) => /^data(?:: ?(.*))?$/.exec(line)?.[1] ?? []);
    return lines.length === 0 ? [] : [lines.join('\n')];
  });
}

function httpError(status: number, text: string): WorkflowError {
  const name = `HTTP ${status} ${STATUS_CODES[status] ?? ''}`.trim();
  const detail = `the agent answered ${status}${text.trim() === '' ? '' : `: ${text.trim()}`}`;
  return failed(name, detail, Math.max(status, 400));
}

function failed(title: string, detail: string, status?: number): WorkflowError {
  return WorkflowError.of('runtime', title, detail.slice(0, maxExcerpt), status);
}
