import type { Json } from '../json/json.ts';
import { compileSchema } from '../schema/index.ts';
import type { OperationBinding } from './model.ts';

/**
 * What is wrong with a payload that is about to be published, or undefined when one of the operation's messages
 * accepts it. Messages without a schema accept everything.
 */
export function payloadProblem(binding: OperationBinding, payload: Json): string | undefined {
  const problems: string[] = [];
  for (const message of binding.messages) {
    const problem = message.payload === undefined ? undefined : compileSchema(message.payload)(payload);
    if (problem === undefined) return undefined;
    problems.push(binding.messages.length > 1 ? `${message.name}: ${problem}` : problem);
  }
  return problems.length === 0 ? undefined : problems.join('; ');
}
