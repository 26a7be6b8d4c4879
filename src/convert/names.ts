const reserved = new Set(['continue', 'exit', 'end']);

/** `Receive New Order` as a task is usually named: `receiveNewOrder`. A text without letters or digits stays. */
export function taskName(text: string): string {
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const [first, ...rest] = words;
  if (first === undefined) return text === '' ? 'task' : text;
  const head = /^\p{Lu}\p{Ll}/u.test(first) || first.length === 1 ? lowered(first) : first;
  return [head, ...rest.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)].join('');
}

function lowered(word: string): string {
  return `${word.charAt(0).toLowerCase()}${word.slice(1)}`;
}

/** Names of one list: each is given once, with a number behind those that come again. */
export class Names {
  readonly #taken = new Set<string>(reserved);

  take(text: string): string {
    const name = taskName(text);
    let free = name;
    for (let count = 2; this.#taken.has(free); count++) free = `${name}${count}`;
    this.#taken.add(free);
    return free;
  }
}

/** A name as a workflow may have it: 1 to 63 letters, digits and hyphens, with none of the latter at its ends. */
export function workflowName(id: string): string {
  const name = id
    .replace(/[^A-Za-z\d]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'workflow' : name;
}

/** A semantic version: `1.0` is 1.0.0, and what is no version is part of one. */
export function workflowVersion(version: string): string {
  const parts = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[\dA-Za-z.-]+)?$/.exec(version);
  if (parts !== null) {
    const [, major = '0', minor = '0', patch = '0', rest = ''] = parts;
    return `${Number(major)}.${Number(minor)}.${Number(patch)}${rest}`;
  }
  return `0.0.0-${version.replace(/[^\dA-Za-z]+/g, '-').replace(/^-+|-+$/g, '') || 'unversioned'}`;
}
