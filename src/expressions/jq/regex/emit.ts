import { ExpressionError } from '../../expression.ts';
import type { Run } from '../run.ts';
import { CharSet } from './charset.ts';
import { Emptiness } from './emptiness.ts';
import { firstOf, isAnchored } from './first.ts';
import { placeNames } from './place.ts';
import { NO_MEMO, op, type Program, type Repetition, WIDTH } from './program.ts';
import type { Node } from './tree.ts';

/** Most instructions of a program. Repetitions with bounds are written out, so nested ones could grow without end. */
const MAX_INSTRUCTIONS = 20_000;

/**
 * Writes the program of a tree.
 * @throws ExpressionError when it would be too long
 */
export function emit(tree: Node, names: readonly (string | null)[], refers: boolean, run: Run): Program {
  return new Emitter(names, refers, run).program(tree);
}

class Emitter {
  readonly #code: number[] = [];
  readonly #sets: CharSet[] = [];
  readonly #repetitions: Repetition[] = [];
  readonly #groupLists: (readonly number[])[] = [];
  readonly #names: readonly (string | null)[];
  /** Whether something in the pattern depends on what groups captured. */
  readonly #refers: boolean;
  readonly #run: Run;
  readonly #emptiness = new Emptiness();
  /** The set or the list that a node was given already, as repetitions write their body more than once. */
  readonly #indices = new Map<unknown, number>();
  /** Sets of one character. */
  readonly #singles = new Map<number, CharSet>();
  #slots: number;
  #memos = 0;
  /** Where the outcome depends on the position alone: not in a look, whose way on is elsewhere. */
  #remembers = true;

  constructor(names: readonly (string | null)[], refers: boolean, run: Run) {
    this.#names = names;
    this.#refers = refers;
    this.#run = run;
    this.#slots = 2 * (names.length + 1);
  }

  program(tree: Node): Program {
    this.#node(tree);
    this.#write(op.accept);
    return {
      code: Int32Array.from(this.#code),
      sets: this.#sets,
      repetitions: this.#repetitions,
      groupLists: this.#groupLists,
      slots: this.#slots,
      memos: this.#refers ? 0 : this.#memos,
      first: firstOf(tree),
      anchored: isAnchored(tree),
      groups: this.#names.length,
      names: this.#names,
    };
  }

  get #here(): number {
    return this.#code.length;
  }

  #write(what: number, a = 0, b = 0, c = 0): number {
    const at = this.#here;
    if (at >= MAX_INSTRUCTIONS * WIDTH) {
      throw new ExpressionError('Regex failure: the repetitions of the pattern make it too long');
    }
    this.#code.push(what, a, b, c);
    return at;
  }

  /** Fills in a cell once its target is known. */
  #aim(at: number, cell: number, target = this.#here): void {
    this.#code[at + cell] = target;
  }

  #memo(): number {
    return this.#remembers ? this.#memos++ : NO_MEMO;
  }

  #index<T>(list: T[], item: T): number {
    const index = this.#indices.get(item) ?? list.push(item) - 1;
    this.#indices.set(item, index);
    return index;
  }

  #node(node: Node): void {
    this.#run.step();
    switch (node.kind) {
      case 'sequence':
        for (const item of node.items) this.#node(item);
        return;
      case 'choice':
        this.#choice(node.branches);
        return;
      case 'char':
        this.#write(op.char, node.code);
        return;
      case 'set':
        this.#write(op.set, this.#index(this.#sets, node.set));
        return;
      case 'place':
        this.#write(op.place, placeNames.indexOf(node.place));
        return;
      case 'repeat':
        this.#repeat(node);
        return;
      case 'capture':
        if (this.#refers) this.#write(op.forget, 2 * node.group + 1);
        this.#write(op.save, 2 * node.group);
        this.#node(node.body);
        this.#write(op.save, 2 * node.group + 1);
        return;
      case 'atomic':
        this.#atomic(node.body);
        return;
      case 'look':
        this.#look(node);
        return;
      case 'reference':
        this.#write(op.reference, this.#index(this.#groupLists, node.groups), node.fold ? 1 : 0);
        return;
      case 'condition':
        this.#condition(node);
        return;
      case 'keep':
        this.#write(op.save, 0);
        return;
      case 'never':
        this.#write(op.fail);
    }
  }

  #choice(branches: readonly Node[]): void {
    const jumps: number[] = [];
    for (const [index, branch] of branches.entries()) {
      if (index === branches.length - 1) {
        this.#node(branch);
        break;
      }
      const split = this.#split();
      this.#aim(split, 1);
      this.#node(branch);
      jumps.push(this.#write(op.jump));
      this.#aim(split, 2);
    }
    for (const jump of jumps) this.#aim(jump, 1);
  }

  #split(): number {
    return this.#write(op.split, 0, 0, this.#memo());
  }

  #repeat({ body, min, max, lazy }: Node & { kind: 'repeat' }): void {
    if (max === 0) return;
    const set = this.#setOf(body);
    if (set !== undefined) {
      this.#repeatSet(set, min, max, lazy ? 'lazy' : 'greedy');
      return;
    }
    const copies = max === Number.POSITIVE_INFINITY && min > 0 ? min - 1 : min;
    for (let copy = 0; copy < copies; copy++) this.#node(body);
    if (max === Number.POSITIVE_INFINITY) this.#loop(body, min > 0, lazy);
    else this.#optional(body, max - min, lazy);
  }

  /** `body*`, or `body+` where it is tried once at least. An empty round ends it. */
  #loop(body: Node, once: boolean, lazy: boolean): void {
    const [taken, left] = lazy ? [2, 1] : [1, 2];
    const head = once ? undefined : this.#split();
    const start = this.#here;
    if (head !== undefined) this.#aim(head, taken);
    const slot = this.#emptiness.of(body) ? this.#slots++ : undefined;
    if (slot !== undefined) this.#write(op.save, slot);
    this.#node(body);
    const check = slot === undefined ? undefined : this.#write(op.leaveEmpty, slot);
    const tail = head === undefined ? this.#split() : this.#write(op.jump, head);
    if (head === undefined) {
      this.#aim(tail, taken, start);
      this.#aim(tail, left);
    } else {
      this.#aim(head, left);
    }
    if (check !== undefined) this.#aim(check, 2);
  }

  #optional(body: Node, times: number, lazy: boolean): void {
    const splits: number[] = [];
    for (let copy = 0; copy < times; copy++) {
      const split = this.#split();
      splits.push(split);
      this.#aim(split, lazy ? 2 : 1);
      this.#node(body);
    }
    for (const split of splits) this.#aim(split, lazy ? 1 : 2);
  }

  /** The set of a node that always takes one character. */
  #setOf(node: Node): CharSet | undefined {
    if (node.kind === 'set') return node.set;
    if (node.kind !== 'char') return undefined;
    const set = this.#singles.get(node.code) ?? new CharSet([[node.code, node.code]], [], false, this.#run);
    this.#singles.set(node.code, set);
    return set;
  }

  #repeatSet(set: CharSet, min: number, max: number, mode: Repetition['mode']): void {
    const index = this.#index(this.#sets, set);
    if (min > 0)
      this.#write(op.repeat, index, this.#repetitions.push({ min, max: min, mode: 'all' }) - 1, NO_MEMO);
    if (max === min) return;
    const rest = this.#repetitions.push({ min: 0, max: max - min, mode }) - 1;
    this.#write(op.repeat, index, rest, max === Number.POSITIVE_INFINITY ? this.#memo() : NO_MEMO);
  }

  #atomic(body: Node): void {
    const set = body.kind === 'repeat' && !body.lazy ? this.#setOf(body.body) : undefined;
    if (set !== undefined && body.kind === 'repeat') {
      if (body.max > 0) this.#repeatSet(set, body.min, body.max, 'all');
      return;
    }
    const slot = this.#slots++;
    this.#write(op.enterAtomic, slot);
    this.#node(body);
    this.#write(op.leaveAtomic, slot);
  }

  #look({ negative, behind = 0, body }: Node & { kind: 'look' }): void {
    const remembered = this.#remembers;
    this.#remembers = false;
    const slot = this.#slots;
    this.#slots += 2;
    const enter = this.#write(negative ? op.enterNegative : op.enterLook, slot, behind);
    this.#node(body);
    this.#write(negative ? op.leaveNegative : op.leaveLook, slot);
    if (negative) this.#aim(enter, 3);
    this.#remembers = remembered;
  }

  #condition({ groups, yes, no }: Node & { kind: 'condition' }): void {
    const test = this.#write(op.condition, this.#index(this.#groupLists, groups));
    this.#node(yes);
    const jump = this.#write(op.jump);
    this.#aim(test, 2);
    this.#node(no);
    this.#aim(jump, 1);
  }
}
