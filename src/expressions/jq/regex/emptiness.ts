import type { Node } from './tree.ts';

/** Which nodes of a tree can match without taking a character. Asked of nodes inside nodes, so it remembers. */
export class Emptiness {
  readonly #known = new Map<Node, boolean>();

  of(node: Node): boolean {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const found = this.#find(node);
    this.#known.set(node, found);
    return found;
  }

  #find(node: Node): boolean {
    switch (node.kind) {
      case 'char':
      case 'set':
      case 'never':
        return false;
      case 'sequence':
        return node.items.every((item) => this.of(item));
      case 'choice':
        return node.branches.some((branch) => this.of(branch));
      case 'repeat':
        return node.min === 0 || this.of(node.body);
      case 'capture':
      case 'atomic':
        return this.of(node.body);
      case 'condition':
        return this.of(node.yes) || this.of(node.no);
      default:
        return true;
    }
  }
}
