import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { join, type Pointer } from '../json/pointer.ts';

/** A task of a definition and the pointer it stands at. */
export interface PlacedTask {
  readonly pointer: Pointer;
  readonly task: JsonObject;
}

/** Where a task may hold lists of tasks of its own. */
const inner: readonly (readonly string[])[] = [
  ['do'],
  ['fork', 'branches'],
  ['try'],
  ['catch', 'do'],
  ['foreach', 'do'],
  ['with', 'subscription', 'foreach', 'do'],
];

/** Every task of a definition: of its `do`, of tasks inside tasks, of its functions and of its extensions. */
export function tasksOf(definition: Json): readonly PlacedTask[] {
  const found: PlacedTask[] = [];
  const visit = (pointer: Pointer, task: Json | undefined) => {
    if (!isObject(task)) return;
    found.push({ pointer, task });
    const isAsyncApi = task['call'] === 'asyncapi';
    for (const path of inner) {
      if (path[0] !== 'with' || isAsyncApi) visitList(join(pointer, ...path), at(task, path));
    }
  };
  const visitList = (pointer: Pointer, list: Json | undefined) => {
    for (const { pointer: place, name, value } of named(pointer, list)) visit(join(place, name), value);
  };

  visitList('/do', at(definition, ['do']));
  const functions = at(definition, ['use', 'functions']);
  for (const [name, task] of Object.entries(isObject(functions) ? functions : {})) {
    visit(join('/use/functions', name), task);
  }
  for (const { pointer, name, value } of named('/use/extensions', at(definition, ['use', 'extensions']))) {
    for (const side of ['before', 'after']) visitList(join(pointer, name, side), at(value, [side]));
  }
  return found;
}

/** The entries of a list of single-key objects. */
function named(pointer: Pointer, list: Json | undefined) {
  return (Array.isArray(list) ? list : []).flatMap((item: Json, index) =>
    isObject(item)
      ? Object.entries(item).map(([name, value]) => ({ pointer: join(pointer, index), name, value }))
      : [],
  );
}

function at(value: Json, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (here, key) => (isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined),
    value,
  );
}
