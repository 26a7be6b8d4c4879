import type { Activity } from '../../activity.ts';
import { type RunKind, requireAllowed } from '../allowed.ts';
import { inFolder, runCommand } from '../child-process.ts';
import { outputOf } from '../outcome.ts';
import { readProcessRequest, readText } from '../request.ts';

const what = 'the shell command';

/**
 * `run: shell`: `/bin/sh -c <command>` in an empty folder that is removed afterwards, with the arguments as `$1`, `$2`…
 * Its environment is what the task gives, the key of the effect, and PATH, HOME and LANG of this process.
 */
export function createShellActivity({ allowed }: { readonly allowed: readonly RunKind[] }): Activity {
  return {
    kind: 'run shell',
    async run(request, { signal, key }) {
      requireAllowed('shell', allowed);
      const { argv, environment, stdin, returns } = readProcessRequest(request.arguments, key);
      const command = readText(request.arguments, 'command');
      const outcome = await inFolder((folder) =>
        runCommand(
          { what, file: '/bin/sh', argv: ['-c', command, 'sh', ...argv], environment, stdin },
          folder,
          signal,
        ),
      );
      return outputOf(outcome, returns, what);
    },
  };
}
