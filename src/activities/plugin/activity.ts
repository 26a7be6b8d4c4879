import { isObject } from '../../json/json.ts';
import { WorkflowError } from '../../problem/problem.ts';
import { compileSchema } from '../../schema/index.ts';
import type { Activity } from '../activity.ts';
import { readOutput } from './output.ts';
import type { Plugin } from './plugin.ts';

/** Runs the plug-ins of this process: nothing is between the engine and their function but the check of its input. */
export function createPluginActivity(plugins: readonly Plugin[]): Activity {
  const known = new Map(
    plugins.map((plugin) => {
      const check = plugin.input === undefined ? undefined : compileSchema(plugin.input);
      return [plugin.name, { plugin, check }];
    }),
  );
  return {
    kind: 'plugin',
    async run({ arguments: { name, input = null } }, context) {
      const found = known.get(String(name));
      if (found === undefined) {
        throw WorkflowError.of(
          'configuration',
          'No such plug-in',
          `this process has no plug-in "${String(name)}"; --plugin loads one`,
        );
      }
      const wrong = found.check?.(input);
      if (wrong !== undefined) {
        throw WorkflowError.of(
          'validation',
          `The input of "${found.plugin.name}" does not match its schema`,
          wrong,
        );
      }
      let output: unknown;
      try {
        output = await found.plugin.run(input, context);
      } catch (error) {
        throw problemOf(error) ?? error;
      }
      return readOutput(output, found.plugin.name);
    },
  };
}

/** An error that a plug-in means the workflow to catch by its type. */
function problemOf(error: unknown): WorkflowError | undefined {
  const problem = error instanceof Error && 'problem' in error ? error.problem : undefined;
  if (!isObject(problem)) return undefined;
  const { type, status, title, detail } = problem;
  if (typeof type !== 'string' || typeof status !== 'number') return undefined;
  return new WorkflowError({
    type,
    status,
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof detail === 'string' ? { detail } : {}),
  });
}
