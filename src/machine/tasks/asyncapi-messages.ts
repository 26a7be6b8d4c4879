import type { OperationBinding } from '../../catalog/model.ts';
import type { Pointer } from '../../json/pointer.ts';
import type { TaskContext } from '../task-context.ts';

/** A channel without messages has nothing to publish and nothing to wait for. */
export function requireMessages(binding: OperationBinding, pointer: Pointer, context: TaskContext): void {
  if (binding.messages.length > 0) return;
  const { channel, service } = binding;
  context.compiler.find('no-message', pointer, `the channel "${channel}" of "${service}" has no message`);
}
