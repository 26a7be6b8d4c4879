import type { TaskDefinition } from '../../dsl/model.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { compileCall } from './call.ts';
import { compileDo } from './do.ts';
import { compileEmit } from './emit.ts';
import { compileFor } from './for.ts';
import { compileFork } from './fork.ts';
import { compileListen } from './listen.ts';
import { compileRaise } from './raise.ts';
import { compileRun } from './run.ts';
import { compileSet } from './set.ts';
import { compileSwitch } from './switch.ts';
import { compileTry } from './try.ts';
import { compileWait } from './wait.ts';

/** What a task does, by its kind. A new kind of task is a file here and a line below. */
export function compileBehaviour(task: TaskDefinition, context: TaskContext): Behaviour {
  if ('call' in task) return compileCall(task, context);
  if ('emit' in task) return compileEmit(task, context);
  if ('for' in task) return compileFor(task, context);
  if ('do' in task) return compileDo(task, context);
  if ('fork' in task) return compileFork(task, context);
  if ('listen' in task) return compileListen(task, context);
  if ('raise' in task) return compileRaise(task, context);
  if ('run' in task) return compileRun(task, context);
  if ('set' in task) return compileSet(task, context);
  if ('switch' in task) return compileSwitch(task, context);
  if ('try' in task) return compileTry(task, context);
  return compileWait(task, context);
}
