import type { Json } from '../../json/json.ts';
import { WorkflowError } from '../../problem/problem.ts';

/** Deepest nesting that is taken. */
const maxDepth = 512;

/**
 * What a plug-in returned, as JSON. Members that are undefined are left out; a value that has members is copied, so
 * that the plug-in cannot change it later.
 * @throws WorkflowError `runtime` for what JSON cannot carry: functions, dates, maps, `NaN`.
 */
export function readOutput(value: unknown, plugin: string): Json {
  return value === undefined ? null : read(value, '', 0, plugin);
}

function read(value: unknown, path: string, depth: number, plugin: string): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (depth > maxDepth) throw refused(plugin, `more than ${maxDepth} levels of values inside one another`);
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) =>
      item === undefined ? null : read(item, `${path}/${index}`, depth + 1, plugin),
    );
  }
  if (!isPlain(value)) throw refused(plugin, `${describe(value)}${path === '' ? '' : ` at ${path}`}`);
  const members: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) members.push([key, read(member, `${path}/${key}`, depth + 1, plugin)]);
  }
  return Object.fromEntries(members);
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function describe(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  return `an instance of ${value.constructor.name}`;
}

function refused(plugin: string, what: string): WorkflowError {
  return WorkflowError.of(
    'runtime',
    'Not JSON',
    `the plug-in "${plugin}" returned ${what}, which JSON cannot carry`,
  );
}
