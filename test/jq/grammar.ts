import type { Choice } from './choice.ts';
import { keys, text } from './inputs.ts';
import { leaf, quote } from './leaves.ts';
import { templates } from './templates/index.ts';

/** What a filter is meant to give. One in five gives something else, so that errors are met too. */
export type Kind = 'number' | 'string' | 'boolean' | 'array' | 'object' | 'any' | 'path' | 'stream';

/** A function that the filter has defined. */
interface Defined {
  readonly name: string;
  readonly arity: number;
}

/**
 * Makes filters at random: for every kind of value a list of templates, where `{kind}` stands for another filter.
 * What stays open is filled with names that are in scope there. Loops are bounded, so every filter ends.
 */
export class Grammar {
  readonly #choice: Choice;
  #variables: string[] = [];
  #functions: Defined[] = [];
  #labels: string[] = [];

  constructor(choice: Choice) {
    this.#choice = choice;
  }

  filter(): string {
    this.#variables = [];
    this.#functions = [];
    this.#labels = [];
    return this.make(
      this.#choice.of(['any', 'any', 'stream', 'array', 'object', 'path']),
      2 + this.#choice.below(2),
    );
  }

  make(kind: Kind, depth: number): string {
    const choice = this.#choice;
    if (depth > 0 && choice.chance(0.12)) return this.#structure(kind, depth - 1);
    const strayed = choice.chance(0.1) ? 'any' : kind;
    if (depth <= 0) return this.#leaf(strayed);
    const template = choice.of(templates[strayed]);
    return template.replace(/\{(\w+)\}/g, (_, name: string) => this.#hole(name, depth - 1));
  }

  #hole(name: string, depth: number): string {
    switch (name) {
      case 'key':
        return this.#key();
      case 'field':
        return this.#field();
      case 'few':
        return this.#choice.of(['0', '1', '2', '3', '-1', '2.5', '1.9', 'null', '(1,2)']);
      case 'index':
        return this.#choice.of([
          '0',
          '1',
          '2',
          '-1',
          '-2',
          '-9',
          '1.7',
          '-1.2',
          'null',
          'nan',
          '1e300',
          '5',
          '-0.5',
        ]);
      case 'literal':
        return this.#leaf('any');
      case 'text':
        return quote(text(this.#choice));
      case 'number':
      case 'string':
      case 'boolean':
      case 'array':
      case 'object':
      case 'any':
      case 'path':
      case 'stream':
        return this.make(name, depth);
      default:
        throw new Error(`no such hole: ${name}`);
    }
  }

  #key(): string {
    return quote(this.#choice.of(keys));
  }

  #field(): string {
    const key = this.#choice.of(keys);
    return /^[A-Za-z_]\w*$/.test(key) && this.#choice.chance(0.8) ? `.${key}` : `.${quote(key)}`;
  }

  #leaf(kind: Kind): string {
    const choice = this.#choice;
    if (this.#variables.length > 0 && choice.chance(0.35)) return `$${choice.of(this.#variables)}`;
    const called = this.#functions.filter(({ arity }) => arity === 0);
    if (called.length > 0 && choice.chance(0.3)) return choice.of(called).name;
    if (this.#labels.length > 0 && choice.chance(0.2)) return `break $${choice.of(this.#labels)}`;
    if (choice.chance(0.25)) return choice.of(['.', '.a', '.[0]', '.[]?', this.#field(), '.[-1]?', '.b?']);
    return leaf(kind, choice);
  }

  /** What binds names, which the filters inside may then use. */
  #structure(kind: Kind, depth: number): string {
    const choice = this.#choice;
    switch (choice.below(9)) {
      case 0:
      case 1:
        return this.#binding(kind, depth);
      case 2:
        return this.#reduction(depth);
      case 3:
        return this.#iteration(depth);
      case 4: {
        const label = choice.of(['out', 'f', 'a']);
        this.#labels.push(label);
        const body = this.make('stream', depth);
        const more = choice.chance(0.5)
          ? `, (${this.make('stream', depth)} | if . then break $${label} else . end)`
          : '';
        this.#labels.pop();
        return `(label $${label} | ${body}${more})`;
      }
      case 5:
        return this.#definition(kind, depth);
      case 6:
        return `(${this.make('any', depth)} | ${this.make(kind, depth)})`;
      case 7:
        return `(if ${this.make('boolean', depth)} then ${this.make(kind, depth)}${choice.of(['', ` elif ${this.make('boolean', depth - 1)} then ${this.make('any', depth - 1)}`])}${choice.of(['', ` else ${this.make(kind, depth)}`])} end)`;
      default:
        return `(try ${this.#term('stream', depth)}${choice.of(['', ' catch .', ` catch ${this.#term('any', depth)}`])})`;
    }
  }

  #term(kind: Kind, depth: number): string {
    return `(${this.make(kind, depth)})`;
  }

  #within<T>(names: readonly string[], make: () => T): T {
    const before = this.#variables;
    this.#variables = [...before, ...names];
    const made = make();
    this.#variables = before;
    return made;
  }

  #pattern(depth: number): { readonly text: string; readonly names: readonly string[] } {
    const choice = this.#choice;
    const name = choice.of(['x', 'y', 'z', 'a', 'b']);
    if (depth <= 0 || choice.chance(0.5)) return { text: `$${name}`, names: [name] };
    const inner = () => this.#pattern(depth - 1);
    if (choice.chance(0.5)) {
      const items = [inner(), ...choice.some(2, inner)];
      return {
        text: `[${items.map((item) => item.text).join(', ')}]`,
        names: items.flatMap((item) => item.names),
      };
    }
    const fields = [1, ...choice.some(1, () => 1)].map(() => {
      const value = inner();
      switch (choice.below(5)) {
        case 0:
          return { text: `$${name}`, names: [name] };
        case 1:
          return { text: `$${name}: ${value.text}`, names: [name, ...value.names] };
        case 2:
          return { text: `${this.#key()}: ${value.text}`, names: value.names };
        case 3:
          return { text: `(${this.make('string', 0)}): ${value.text}`, names: value.names };
        default:
          return { text: `${choice.of(['a', 'b', 'if', 'id'])}: ${value.text}`, names: value.names };
      }
    });
    return {
      text: `{${fields.map((field) => field.text).join(', ')}}`,
      names: fields.flatMap((field) => field.names),
    };
  }

  #patterns(): { readonly text: string; readonly names: readonly string[] } {
    const patterns = [this.#pattern(2)];
    while (this.#choice.chance(0.2)) patterns.push(this.#pattern(2));
    return {
      text: patterns.map((pattern) => pattern.text).join(' ?// '),
      names: patterns.flatMap((pattern) => pattern.names),
    };
  }

  #binding(kind: Kind, depth: number): string {
    const source = this.#term('stream', depth);
    const { text, names } = this.#patterns();
    return `(${source} as ${text} | ${this.#within(names, () => this.make(kind, depth))})`;
  }

  #reduction(depth: number): string {
    const source = this.#term('stream', depth);
    const { text, names } = this.#patterns();
    const initial = this.make('any', depth);
    const update = this.#within(names, () => this.make('any', depth));
    return `reduce ${source} as ${text} (${initial}; ${update})`;
  }

  #iteration(depth: number): string {
    const source = this.#term('stream', depth);
    const { text, names } = this.#patterns();
    const initial = this.make('any', depth);
    return this.#within(names, () => {
      const update = this.make('any', depth);
      return `foreach ${source} as ${text} (${initial}; ${update}${this.#choice.chance(0.5) ? `; ${this.make('any', depth)}` : ''})`;
    });
  }

  #definition(kind: Kind, depth: number): string {
    const choice = this.#choice;
    const name = choice.of(['f', 'g', 'h', 'map', 'a']);
    const before = this.#functions;
    switch (choice.below(4)) {
      case 0: {
        const body = this.make('any', depth);
        this.#functions = [...before, { name, arity: 0 }];
        const use = this.make(kind, depth);
        this.#functions = before;
        return `(def ${name}: ${body}; ${use})`;
      }
      case 1: {
        // A closure parameter, called once or for several inputs.
        this.#functions = [...before, { name: 'p', arity: 0 }];
        const body = this.make('any', depth);
        this.#functions = before;
        return `(def ${name}(p): ${body}; ${name}(${this.make('stream', depth)}))`;
      }
      case 2: {
        const body = this.#within(['p', 'q'], () => this.make('any', depth));
        return `(def ${name}($p; $q): ${body}; ${name}(${this.make('stream', depth)}; ${this.make('stream', depth)}))`;
      }
      default:
        return `(def ${name}(p): if type == "array" and length > 0 then .[0] | ${name}(${choice.of(['p', '.', 'p|p'])}) elif type == "object" then [.[] | ${name}(p)] else ${choice.of(['p', '., p', '[p]', '.'])} end; ${name}(${this.make('any', depth)}))`;
    }
  }
}
