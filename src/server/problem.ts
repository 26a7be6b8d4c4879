import { type ServerResponse, STATUS_CODES } from 'node:http';
import { Failure, type FailureCode, failureCodes } from '../problem/failure.ts';

/** A request that HTTP itself refuses, before eventctl is asked anything: wrong path, method, media type, token, too much work. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** For clients of ours, where HTTP's own status says too little. */
  readonly code: FailureCode | undefined;
  readonly hint: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    options: {
      readonly code?: FailureCode;
      readonly hint?: string;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.code = options.code;
    this.hint = options.hint;
    this.headers = options.headers ?? {};
  }
}

/** A problem document (RFC 9457). `code`, `hint` and `diagnostics` are extension members. */
interface ProblemDocument {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code?: FailureCode;
  readonly hint?: string;
  readonly diagnostics?: Failure['diagnostics'];
}

/** The answer to a request that failed. Anything but a Failure or a Refusal is a fault of ours and says no more than that. */
export function sendProblem(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    // The head of the answer has left: breaking it off is all that can tell the client.
    response.destroy();
    return;
  }
  const document = documentOf(error);
  const text = JSON.stringify(document);
  response.writeHead(document.status, {
    ...(error instanceof Refusal ? error.headers : {}),
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function documentOf(error: unknown): ProblemDocument {
  if (error instanceof Failure) {
    return {
      ...frame(failureCodes[error.code].status, error.message),
      code: error.code,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.diagnostics.length === 0 ? {} : { diagnostics: error.diagnostics }),
    };
  }
  if (error instanceof Refusal) {
    return {
      ...frame(error.status, error.message),
      ...(error.code === undefined ? {} : { code: error.code }),
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    };
  }
  return { ...frame(500, 'an unexpected fault; the log of the server tells more'), code: 'failed' };
}

function frame(status: number, detail: string): ProblemDocument {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail };
}
