import { readCredentials } from '../../../authentication/index.ts';
import { isObject, type JsonObject } from '../../../json/json.ts';
import type { Resources } from '../../../resources/index.ts';
import type { Activity } from '../../activity.ts';
import { type RunKind, requireAllowed } from '../allowed.ts';
import { outputOf } from '../outcome.ts';
import { readProcessRequest, readText } from '../request.ts';
import { defaultLimits, runJavaScript, type ScriptLimits } from './javascript.ts';
import { describePython, runPython } from './python.ts';

/**
 * `run: script`. JavaScript runs in a sandbox without I/O, Python as a child process of this machine's python3.
 * @param limits those of JavaScript; others than the default are for tests.
 */
export function createScriptActivity({
  allowed,
  resources,
  limits = defaultLimits,
}: {
  readonly allowed: readonly RunKind[];
  readonly resources: Resources;
  readonly limits?: ScriptLimits;
}): Activity {
  return {
    kind: 'run script',
    async run({ arguments: given }, { signal, key }) {
      requireAllowed('script', allowed);
      const { argv, environment, stdin, returns } = readProcessRequest(given, key);
      const code = await codeOf(given, resources, signal);
      if (given['language'] === 'python') {
        const outcome = await runPython({ code, argv, environment, stdin }, signal);
        const failed = outcome.code !== 0;
        return outputOf(outcome, returns, failed ? await describePython() : '');
      }
      const variables = isObject(given['variables']) ? given['variables'] : {};
      const script = { code, argv, environment, stdin: stdin ?? '', variables };
      return outputOf(await runJavaScript(script, limits, signal), returns, 'the script');
    },
  };
}

/** The script itself, or what its resource holds now; one that was read when the workflow was applied is not read again. */
async function codeOf(given: JsonObject, resources: Resources, signal: AbortSignal): Promise<string> {
  const { source } = given;
  if (!isObject(source)) return readText(given, 'code');
  const { authentication, text } = source;
  const request = {
    uri: readText(source, 'uri'),
    ...(authentication === undefined ? {} : { credentials: readCredentials(authentication) }),
    ...(typeof text === 'string' ? { text } : {}),
  };
  return (await resources.read(request, signal)).text;
}
