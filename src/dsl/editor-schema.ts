import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { workflowSchema } from './schema/index.ts';
import { taskKinds } from './schema/tasks/index.ts';

const semantic = '(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[\\dA-Za-z.-]+)?(\\+[\\dA-Za-z.-]+)?';

/** What other validators can know of our own formats. The others have no pattern that would be worth its length. */
const patterns: Readonly<Record<string, string>> = {
  version: `^${semantic}$`,
  name: '^[A-Za-z\\d]([A-Za-z\\d-]{0,61}[A-Za-z\\d])?$',
  namespace: '^[A-Za-z\\d]([A-Za-z\\d.-]{0,251}[A-Za-z\\d])?$',
  host: '^[A-Za-z\\d]([A-Za-z\\d.-]{0,61}[A-Za-z\\d])?$',
  expression: '^\\s*\\$\\{[\\s\\S]+\\}\\s*$',
};

/** One sentence for each key that one meets first. */
const sections: Readonly<Record<string, string>> = {
  document: 'The language version and the identity of the workflow: namespace, name and version.',
  input: 'The schema of the input, and what is made of it before the first task.',
  use: 'Authentications, errors, extensions, functions, retries, secrets, timeouts and catalogs, by name.',
  do: 'The tasks, in the order in which they run. Each has a name.',
  timeout: 'After this time the workflow faults.',
  output: 'What is made of the output of the last task, and its schema.',
  schedule: 'What starts the workflow by itself: a clock (every, cron, after) or events (on).',
  evaluate: 'The expression language, jq or jsonata, and whether any text may be an expression.',
};

const tasks: Readonly<Record<string, string>> = {
  call: 'Calls HTTP, OpenAPI, gRPC, AsyncAPI, A2A, MCP, or a function. What it takes is in `with`.',
  do: 'Runs a list of tasks, one after the other.',
  emit: 'Publishes a CloudEvent.',
  for: 'Runs `do` once for each item of a list.',
  fork: 'Runs branches side by side; with `compete` the first to complete wins.',
  listen: 'Waits for events: one, any or all of some.',
  raise: 'Raises an error.',
  run: 'Runs a container, a script, a shell command or another workflow.',
  set: 'Replaces the data.',
  switch: 'Goes on at the first case whose `when` holds.',
  try: 'Runs a list of tasks and catches what they raise.',
  wait: 'Waits for a time.',
  if: 'The task is skipped unless this holds.',
  input: 'The schema of the task’s input, and what is made of it.',
  output: 'What is made of the task’s output, and its schema.',
  export: 'The new context, made of the output.',
  timeout: 'After this time the task faults.',
  then: 'Where to go on: `continue`, `exit`, `end`, or a task of the same list.',
  metadata: 'Anything that people or programs want to know about the task.',
};

/**
 * The schema of the language for editors and other validators: without our own keywords and formats, and with a sentence
 * about each key that one meets first. It refuses nothing that eventctl accepts.
 */
export function editorSchema(): JsonObject {
  const plain = plainly(workflowSchema);
  const { $defs, properties, ...rest } = isObject(plain) ? plain : {};
  const definitions = isObject($defs) ? $defs : {};
  const task = isObject(definitions['task']) ? definitions['task'] : {};
  // The key of a task's kind is judged further below; here an editor finds which there are.
  const kinds = Object.fromEntries(taskKinds.map((kind): [string, Json] => [kind, {}]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:eventctl:workflow:1.0',
    ...rest,
    title: 'Serverless Workflow (Open Workflow) DSL 1.0, as eventctl accepts it',
    properties: described(properties, sections),
    $defs: {
      ...definitions,
      task: { ...task, properties: described({ ...kinds, ...members(task['properties']) }, tasks) },
    },
  };
}

function described(properties: Json | undefined, texts: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members(properties)).map(([key, schema]): [string, Json] => {
      const description = texts[key];
      return [key, description === undefined ? schema : { description, ...members(schema) }];
    }),
  );
}

function members(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** A schema in standard keywords. Names of properties are not keywords. */
function plainly(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map((one: Json) => plainly(one));
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]): [string, Json][] => {
      if (key === 'role' || key === 'reason') return [];
      if (key === 'format') {
        const pattern = typeof value === 'string' ? patterns[value] : undefined;
        return pattern === undefined ? [] : [['pattern', pattern]];
      }
      if ((key === 'properties' || key === '$defs') && isObject(value)) {
        return [[key, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plainly(one)]))]];
      }
      return [[key, key === 'enum' || key === 'required' ? value : plainly(value)]];
    }),
  );
}
