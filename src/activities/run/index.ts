import type { Resources } from '../../resources/index.ts';
import type { Activity } from '../activity.ts';
import type { RunKind } from './allowed.ts';
import { createContainerActivity } from './container/container.ts';
import { createScriptActivity } from './script/script.ts';
import { createShellActivity } from './shell/shell.ts';

export { type RunKind, readRunKinds } from './allowed.ts';
export { inspectProcesses } from './inspect.ts';

/** The processes of `run`. Those that are not allowed are there to say so. */
export function createRunActivities(allowed: readonly RunKind[], resources: Resources): readonly Activity[] {
  return [
    createShellActivity({ allowed }),
    createScriptActivity({ allowed, resources }),
    createContainerActivity({ allowed }),
  ];
}
