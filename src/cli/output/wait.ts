import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { plain } from './colour.ts';
import { formatTime } from './time.ts';

/**
 * What a task waits for, from the detail of its `task.waiting` entry: events (`listen`), messages of a channel
 * (`subscribe`), a time (`until`), or a child workflow (`workflow`).
 */
export function describeWait(detail: JsonObject): string {
  const { listen, subscribe, until, workflow } = detail;
  if (isJsonObject(listen)) return describeListen(listen, list(detail['expected']) ?? []);
  if (isJsonObject(subscribe)) {
    return `for messages of ${text(subscribe['service'])} on ${text(subscribe['channel'])}`;
  }
  if (typeof until === 'number') return `until ${formatTime(until)}`;
  if (isJsonObject(workflow)) {
    return `for the workflow ${text(workflow['namespace'])}/${text(workflow['name'])}:${text(workflow['version'])}`;
  }
  return plain(JSON.stringify(detail));
}

function describeListen(listen: JsonObject, expected: readonly Json[]): string {
  const { one, any, all } = listen;
  if (isJsonObject(one)) return `for an event with ${describeFilter(one, expected[0])}`;
  const filters = list(any) ?? list(all) ?? [];
  if (filters.length === 0) return 'for any event';
  const described = filters.map((filter, index) => describeFilter(filter, expected[index]));
  return all === undefined
    ? `for an event with ${described.join(', or with ')}`
    : `for all of: ${described.join('; ')}`;
}

/** `type x, orderNo = "A-1"`: attributes, then correlation values. */
function describeFilter(filter: Json, values: Json | undefined): string {
  if (!isObject(filter)) return text(filter);
  const expected = isJsonObject(values) ? values : {};
  const wanted = isJsonObject(filter['with']) ? Object.entries(filter['with']) : [];
  const correlated = isJsonObject(filter['correlate']) ? Object.entries(filter['correlate']) : [];
  const parts = [
    ...wanted.map(([name, value]) => `${plain(name)} ${text(value)}`),
    ...correlated.map(([name, value]) => describeCorrelation(name, value, expected)),
  ];
  return parts.length === 0 ? 'any attributes' : parts.join(', ');
}

/** The value itself where it is known, else the expression that gives it; without one the first event decides. */
function describeCorrelation(name: string, correlation: Json, expected: JsonObject): string {
  const expression = isObject(correlation) ? correlation['expect'] : undefined;
  if (Object.hasOwn(expected, name)) return `${plain(name)} = ${plain(JSON.stringify(expected[name]))}`;
  return expression === undefined ? `the first ${plain(name)}` : `${plain(name)} = ${text(expression)}`;
}

function text(value: Json | undefined): string {
  return plain(typeof value === 'string' ? value : JSON.stringify(value ?? null));
}

function list(value: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function isJsonObject(value: Json | undefined): value is JsonObject {
  return isObject(value);
}
