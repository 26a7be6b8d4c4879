import { isObject, type JsonObject } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import type { Activation } from '../activation.ts';
import { compileResource } from '../resource.ts';
import type { TaskContext } from '../task-context.ts';
import { argvOf, readProcessInput, requireText } from './process-input.ts';

/** Names of the languages: the specification's, and the one its examples had before. */
const languages: Readonly<Record<string, 'js' | 'python'>> = { js: 'js', javascript: 'js', python: 'python' };

/**
 * `run: script`. A list of arguments is argv in both languages. A map becomes variables of a JavaScript, with their
 * types, and `--name value` for Python.
 */
export function compileScript(
  definition: JsonObject,
  pointer: string,
  context: TaskContext,
): (activation: Activation) => JsonObject {
  const { language: named = null, source, ...rest } = definition;
  const language = typeof named === 'string' ? languages[named.toLowerCase()] : undefined;
  if (language === undefined) {
    context.compiler.unsupported(
      join(pointer, 'language'),
      `The script language ${JSON.stringify(named)}`,
      'use js or python, or run the script in a container',
    );
  }
  const resource =
    source === undefined ? undefined : compileResource(source, join(pointer, 'source'), context);
  const template = context.compiler.template(rest, pointer, context.variables);
  return (activation) => {
    const value = activation.evaluate(template);
    const script = isObject(value) ? value : {};
    const input = readProcessInput(script);
    const variables = language === 'js' && isObject(input.arguments) ? input.arguments : undefined;
    return {
      ...input,
      language: language ?? null,
      ...(resource === undefined
        ? { code: requireText('code', script['code']) }
        : { source: resource(activation) }),
      arguments: variables === undefined ? argvOf(input.arguments) : [],
      ...(variables === undefined ? {} : { variables }),
    };
  };
}
