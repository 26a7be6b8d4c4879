import type { Json, JsonObject } from '../json/json.ts';
import { nearest } from '../problem/nearest.ts';
import { expressionOf, templateOf, type Vocabulary, wholeExpression } from './expression.ts';
import { Names } from './names.ts';
import { Origins } from './origins.ts';
import type { Source } from './source.ts';

/** A task and its name, as a list of tasks has it. */
export interface Named {
  readonly name: string;
  readonly task: JsonObject;
}

/** The sections of the old workflow that others refer to by name. */
type Section = 'events' | 'functions' | 'retries' | 'errors' | 'auth' | 'states';

/** What all parts of a conversion share: the old workflow's definitions, and what has been made so far. */
export class Conversion {
  readonly root: Source;
  readonly origins = new Origins();
  readonly vocabulary: Vocabulary;
  /** Names of the new workflow's own list. */
  readonly names = new Names();
  /** Tasks of states, and those between them, in the order of the list. */
  readonly tasks: Named[] = [];
  /** Secrets that the conversion itself needs. */
  readonly secrets = new Set<string>();
  /** Context attributes that the events have in common which start an instance. */
  readonly shared: ReadonlySet<string>;
  /** The task that begins a state. */
  readonly #entries = new Map<string, string>();
  readonly #sections = new Map<Section, ReadonlyMap<string, Source>>();

  constructor(root: Source) {
    this.root = root;
    const expressions = [...this.section('functions')].flatMap(([name, one]): [string, string][] => {
      const operation = one.get('operation').value;
      return one.get('type').value === 'expression' && typeof operation === 'string'
        ? [[name, operation.replace(/^\s*\$\{([\s\S]*)\}\s*$/, '$1').trim()]]
        : [];
    });
    this.vocabulary = { functions: new Map(expressions) };
    this.shared = this.#sharedAttributes();
  }

  /** A definition by its name; what is not there is refused. */
  find(section: Section, name: Source): Source | undefined {
    const wanted = name.text();
    if (wanted === undefined) return undefined;
    const known = this.section(section);
    const found = known.get(wanted);
    if (found !== undefined) return found;
    // A section in a file of its own is refused once, not for each of its names.
    if (typeof this.root.get(section).value === 'string') return undefined;
    const meant = nearest(wanted, known.keys());
    name.refuse(
      `there is no '${wanted}' in '${section}'`,
      meant === undefined ? undefined : `did you mean '${meant}'?`,
      'unknown-reference',
    );
    return undefined;
  }

  section(section: Section): ReadonlyMap<string, Source> {
    const read = this.#sections.get(section);
    if (read !== undefined) return read;
    const found = new Map<string, Source>();
    for (const one of this.root.get(section).items()) {
      const name = one.required('name');
      if (found.has(name)) one.get('name').refuse(`'${name}' is there twice`, undefined, 'duplicate-name');
      found.set(name, one);
    }
    this.#sections.set(section, found);
    return found;
  }

  /** Chooses the name of the task that begins a state. */
  nameState(state: string): string {
    const name = this.#entries.get(state) ?? this.names.take(state);
    this.#entries.set(state, name);
    return name;
  }

  /** The jq of an expression, without `${ }`. */
  jq(source: Source): string {
    return expressionOf(source, this.vocabulary);
  }

  whole(source: Source): string {
    return wholeExpression(source, this.vocabulary);
  }

  template(source: Source, from?: string): Json {
    return templateOf(source, this.vocabulary, from);
  }

  /** The state in which instances begin. */
  startState(): Source | undefined {
    const start = this.root.get('start');
    const name = typeof start.value === 'object' && start.present ? start.get('stateName') : start;
    if (!name.present) return this.root.get('states').items()[0];
    return this.find('states', name);
  }

  /** True where events start instances. */
  startsByEvents(): boolean {
    const schedule = this.root.get('start').get('schedule');
    return !schedule.present && this.startState()?.get('type').value === 'event';
  }

  #sharedAttributes(): ReadonlySet<string> {
    const start = this.startState();
    if (start === undefined || !this.startsByEvents()) return new Set();
    const names = start
      .get('onEvents')
      .items()
      .flatMap((one) => one.get('eventRefs').items())
      .map((reference) => {
        const { value } = reference;
        const event = typeof value === 'string' ? this.section('events').get(value) : undefined;
        return new Set(event === undefined ? [] : attributesInCommon(event));
      });
    const [first = new Set<string>(), ...others] = names;
    return new Set([...first].filter((name) => others.every((one) => one.has(name))));
  }
}

/** Attributes by which an event is told to belong to others, without a value of their own. */
export function attributesInCommon(event: Source): string[] {
  return event
    .get('correlation')
    .items()
    .filter((one) => !one.get('contextAttributeValue').present)
    .flatMap((one) => {
      const { value } = one.get('contextAttributeName');
      return typeof value === 'string' ? [value.toLowerCase()] : [];
    });
}

/** A list of tasks as the language writes it. */
export function listOf(tasks: readonly Named[]): JsonObject[] {
  return tasks.map(({ name, task }) => ({ [name]: task }));
}
