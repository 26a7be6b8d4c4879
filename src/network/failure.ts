import { WorkflowError } from '../problem/problem.ts';
import { AddressRefused } from './lookup.ts';
import { describeExchange, type Exchange } from './transport.ts';

/** What a workflow is told of an exchange without an answer. */
export function failed(exchange: Exchange, error: unknown): WorkflowError {
  if (error instanceof WorkflowError) return error;
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (reason instanceof AddressRefused) {
    return WorkflowError.of(
      'communication',
      'Address refused',
      `${describeExchange(exchange)}: ${reason.message}; ${reason.remedy}`,
      403,
    );
  }
  return WorkflowError.of(
    'communication',
    'No answer',
    `${describeExchange(exchange)}: ${messageOf(reason)}`,
    503,
  );
}

/** An attempt on several addresses fails with an empty message and a code. */
function messageOf(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  return reason.message || ('code' in reason ? String(reason.code) : reason.name);
}
