import { isObject, type Json } from '../../json/json.ts';
import { isTooDeep } from '../../network/index.ts';
import { type Problem, sameType, typeOf, WorkflowError } from '../../problem/problem.ts';

/** Characters of a server's own words that an error quotes. */
const maxExcerpt = 2_000;

/**
 * The result of a request as the task's output.
 * @throws WorkflowError `runtime` when a tool says that it failed, with its text; when the result nests too deep.
 */
export function outputOf(method: string, result: Json): Json {
  if (isTooDeep(result))
    throw WorkflowError.of('runtime', 'Unreadable MCP answer', 'the answer nests too deep');
  if (method !== 'tools/call' || !isObject(result) || result['isError'] !== true) return result;
  throw WorkflowError.of('runtime', 'The tool failed', textOf(result['content']).slice(0, maxExcerpt));
}

function textOf(content: Json | undefined): string {
  const blocks = Array.isArray(content) ? (content as readonly Json[]) : [];
  const texts = blocks.flatMap((block) =>
    isObject(block) && typeof block['text'] === 'string' ? [block['text']] : [],
  );
  return texts.length === 0 ? 'it gave no reason' : texts.join('\n');
}

/**
 * Whatever failed in a call is a `runtime` error; how to sign in, and what is not allowed, stays what it is.
 * @param secret what was sent with the call, and the error must not quote.
 */
export async function failureOf(error: unknown, secret?: string): Promise<WorkflowError> {
  const { problem } = await describe(error);
  const { detail } = problem;
  if (detail === undefined || secret === undefined || secret === '') return new WorkflowError(problem);
  return new WorkflowError({ ...problem, detail: detail.replaceAll(secret, '***') });
}

async function describe(error: unknown): Promise<WorkflowError> {
  if (error instanceof WorkflowError) return inCall(error.problem);
  const { McpError } = await import('@modelcontextprotocol/sdk/types.js');
  if (error instanceof McpError) {
    return WorkflowError.of('runtime', `MCP error ${error.code}`, error.message.slice(0, maxExcerpt));
  }
  const { StreamableHTTPError } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js');
  const message = error instanceof Error ? error.message.slice(0, maxExcerpt) : String(error);
  if (error instanceof StreamableHTTPError && error.code !== undefined && error.code >= 400) {
    return WorkflowError.of('runtime', `HTTP ${error.code}`, message, error.code);
  }
  if (isShapeError(error)) {
    return WorkflowError.of(
      'runtime',
      'Unreadable MCP answer',
      'the server answered with what is no message of MCP',
    );
  }
  return WorkflowError.of('runtime', 'The MCP call failed', message);
}

/** What the SDK throws for no JSON, and for JSON that is none of its messages: a text of all that would have matched. */
function isShapeError(error: unknown): boolean {
  return error instanceof SyntaxError || (error instanceof Error && error.name.endsWith('ZodError'));
}

function inCall(problem: Problem): WorkflowError {
  const isTransport = sameType(problem.type, typeOf('communication'));
  return new WorkflowError(isTransport ? { ...problem, type: typeOf('runtime') } : problem);
}
