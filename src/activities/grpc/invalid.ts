import { WorkflowError } from '../../problem/problem.ts';

/** The proto file, or what is looked for in it, is not one that can be called. */
export function invalidProto(detail: string): WorkflowError {
  return WorkflowError.of('configuration', 'Invalid proto', detail);
}

/** The arguments do not fit the method. @param path of the member that does not. */
export function invalidArgument(path: string, detail: string): WorkflowError {
  return WorkflowError.of('validation', 'Invalid gRPC arguments', `${path}: ${detail}`);
}
