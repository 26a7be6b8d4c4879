import type { CharFilter } from './program.ts';
import type { Node } from './tree.ts';

/** Characters that a match may begin with; undefined when it may begin with any, or be empty. */
export function firstOf(tree: Node): CharFilter | undefined {
  const filter = new Uint8Array(256);
  return collect(tree, filter) === 'taken' ? filter : undefined;
}

/** `taken`: the node takes at least one character. `open`: it may take none. `any`: nothing is known. */
type Outcome = 'taken' | 'open' | 'any';

function collect(node: Node, filter: CharFilter): Outcome {
  switch (node.kind) {
    case 'char':
      if (node.code < 256) filter[node.code] = 1;
      return 'taken';
    case 'set':
      for (let code = 0; code < 256; code++) if (node.set.latin[code] === 1) filter[code] = 1;
      return 'taken';
    case 'never':
      return 'taken';
    case 'sequence': {
      for (const item of node.items) {
        const outcome = collect(item, filter);
        if (outcome !== 'open') return outcome;
      }
      return 'open';
    }
    case 'choice': {
      const outcomes = node.branches.map((branch) => collect(branch, filter));
      if (outcomes.includes('any')) return 'any';
      return outcomes.includes('open') ? 'open' : 'taken';
    }
    case 'repeat': {
      if (node.max === 0) return 'open';
      const outcome = collect(node.body, filter);
      return outcome === 'taken' && node.min === 0 ? 'open' : outcome;
    }
    case 'capture':
    case 'atomic':
      return collect(node.body, filter);
    case 'place':
    case 'look':
    case 'keep':
      return 'open';
    case 'reference':
    case 'condition':
      return 'any';
  }
}

/** Whether it can only match at the beginning of the text. */
export function isAnchored(node: Node): boolean {
  switch (node.kind) {
    case 'place':
      return node.place === 'text start';
    case 'sequence':
      return node.items[0] !== undefined && isAnchored(node.items[0]);
    case 'choice':
      return node.branches.every(isAnchored);
    case 'capture':
    case 'atomic':
      return isAnchored(node.body);
    default:
      return false;
  }
}

/** The next position whose character is among the first ones of a match, as far as these are known. */
export function skipTo(points: Uint32Array, from: number, first: Uint8Array): number {
  let at = from;
  while (at < points.length) {
    const char = points[at] as number;
    if (char > 255 || first[char] === 1) break;
    at++;
  }
  return at;
}
