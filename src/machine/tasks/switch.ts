import type { SwitchTask } from '../../dsl/model.ts';
import { join } from '../../json/pointer.ts';
import type { Behaviour, Formula, Next } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { isTrue } from '../truth.ts';

interface Case {
  readonly name: string;
  readonly when?: Formula;
  readonly source?: string;
  readonly next: Next;
}

/**
 * `switch`: the first case in declaration order whose `when` holds decides where to go; a case without `when` is the
 * default and counts when no other matches. Without a match the task's own `then` applies. The output is the input.
 */
export function compileSwitch(task: SwitchTask, context: TaskContext): Behaviour {
  const cases = task.switch.flatMap((item, index) =>
    Object.entries(item).map(([name, definition]): Case => {
      const pointer = join(context.pointer, 'switch', index, name);
      const next = context.flow(definition.then, join(pointer, 'then'));
      if (definition.when === undefined) return { name, next };
      const when = context.compiler.expression(definition.when, join(pointer, 'when'), context.variables);
      return { name, next, when, source: definition.when };
    }),
  );
  const otherwise = cases.find((one) => one.when === undefined);
  return {
    kind: 'switch',
    enter(activation) {
      const match =
        cases.find((one) => one.when !== undefined && isTrue(activation.evaluate(one.when))) ?? otherwise;
      activation.complete(activation.data, match?.next);
    },
    describe: () => ({
      cases: cases.map(({ name, source, next }) => ({
        name,
        ...(source === undefined ? {} : { when: source }),
        then: next.to === 'task' ? next.task : next.to,
      })),
    }),
  };
}
