import { nearest } from '../../problem/nearest.ts';
import { WorkflowError } from '../../problem/problem.ts';

/** Names that a message lists before it breaks off. */
const maxListed = 10;

/** The document, or the operation in it, is not one that can be called. */
export function invalidDocument(detail: string): WorkflowError {
  return WorkflowError.of('configuration', 'Invalid OpenAPI document', detail);
}

/** The values of the task do not fit the operation. */
export function invalidParameter(detail: string): WorkflowError {
  return WorkflowError.of('validation', 'Invalid OpenAPI parameter', detail);
}

/** What was probably meant instead of an unknown name, or what there is. */
export function suggestion(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  if (meant !== undefined) return `did you mean ${meant}?`;
  if (known.length === 0) return 'there are none';
  const more = known.length > maxListed ? ', …' : '';
  return `there are ${known.slice(0, maxListed).join(', ')}${more}`;
}
