import type { Message, OperationBinding } from '../../catalog/model.ts';
import type { Json } from '../../json/json.ts';
import type { Pointer } from '../../json/pointer.ts';
import { WorkflowError } from '../../problem/problem.ts';
import { compileSchema } from '../../schema/index.ts';
import type { TaskContext } from '../task-context.ts';

/** A channel without messages has nothing to publish and nothing to wait for. */
export function requireMessages(binding: OperationBinding, pointer: Pointer, context: TaskContext): void {
  if (binding.messages.length > 0) return;
  const { channel, service } = binding;
  context.compiler.find('no-message', pointer, `the channel "${channel}" of "${service}" has no message`);
}

/**
 * Which of an operation's messages a payload is: the first whose schema takes it.
 * @throws WorkflowError (when asked) of kind `validation` that says for each message why it is not that.
 */
export function compileChoice(
  binding: OperationBinding,
  pointer: Pointer,
  context: TaskContext,
): (payload: Json) => Message {
  requireMessages(binding, pointer, context);
  const candidates = binding.messages.map((one) => ({ message: one, wrong: validator(one, context) }));
  return (payload) => select(candidates, payload, binding);
}

/** A message of an operation with its validator. */
interface Candidate {
  readonly message: Message;
  readonly wrong: (payload: Json) => string | undefined;
}

function validator(message: Message, context: TaskContext): Candidate['wrong'] {
  if (message.payload === undefined) return () => undefined;
  try {
    return compileSchema(message.payload);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    context.compiler.find(
      'invalid-schema',
      context.pointer,
      `the payload schema of "${message.name}" does not compile: ${why}`,
    );
    return () => undefined;
  }
}

function select(candidates: readonly Candidate[], payload: Json, binding: OperationBinding): Message {
  const reasons: string[] = [];
  for (const { message, wrong } of candidates) {
    const reason = wrong(payload);
    if (reason === undefined) return message;
    reasons.push(`${message.name}: ${reason}`);
  }
  throw WorkflowError.of(
    'validation',
    'The payload does not match its message',
    `on channel "${binding.channel}" of "${binding.service}": ${reasons.join('; ')}`,
  );
}
