import type {
  DurationDefinition,
  EventFilterDefinition,
  InputDefinition,
  OutputDefinition,
  SchemaDefinition,
  UseDefinition,
  WorkflowDefinition,
} from '../dsl/model.ts';
import { compileFilter, type EventFilter, type Subscription } from '../events/index.ts';
import { compileField, compileTemplate, type Language } from '../expressions/index.ts';
import { isObject, type Json, own, toJson } from '../json/json.ts';
import { join, type Pointer } from '../json/pointer.ts';
import type { Finding } from '../problem/diagnostic.ts';
import { compileSchema, dialectNames } from '../schema/index.ts';
import { DurationError, parseDuration } from '../time/index.ts';
import type { Extension } from './extensions.ts';
import type { Delay, Formula, Stage, State } from './machine.ts';
import { syntaxFindings } from './syntax-findings.ts';

/** Names every expression of a task may read, beside those that tasks around it bind. */
export const baseVariables = ['context', 'secrets', 'task', 'workflow', 'runtime'];

/** Names an expression in a task's definition may read besides (dsl.md, table of arguments). */
export const definitionVariables = [...baseVariables, 'input'];

const reservedVariables = [...definitionVariables, 'output', 'authorization'];

/** Stand-ins for what did not compile: there is a finding then, so no machine comes out and they never run. */
const broken: Formula = {
  variables: new Set(),
  evaluate() {
    throw new Error('this expression did not compile');
  },
};
const brokenFilter: EventFilter = {
  subscription: { id: '', type: undefined, keyed: false, matches: () => false, key: () => undefined },
  matches: () => false,
  correlate: [],
};

/**
 * The part of compilation that all tasks share: it turns texts into formulas, remembers every finding instead of
 * stopping at the first, and collects states and filters. One per workflow.
 */
export class Compiler {
  readonly use: UseDefinition;
  readonly language: Language;
  readonly mode: 'strict' | 'loose';
  readonly bindings: Readonly<Record<string, Json>>;
  readonly states = new Map<Pointer, State>();
  readonly findings: Finding[] = [];
  /** What stands around the tasks that are compiled from now on. */
  extensions: readonly Extension[] = [];
  readonly subscriptions = new Map<string, Subscription>();
  /** Places whose expressions read `$authorization`, in the order they were compiled. */
  readonly authorizationReads: Pointer[] = [];

  constructor(definition: WorkflowDefinition, bindings: Readonly<Record<string, Json>>) {
    this.use = definition.use ?? {};
    this.language = definition.evaluate?.language === 'jsonata' ? 'jsonata' : 'jq';
    this.mode = definition.evaluate?.mode ?? 'strict';
    this.bindings = bindings;
  }

  find(code: string, pointer: Pointer, message: string, hint?: string): void {
    this.findings.push({ code, pointer, message, ...(hint === undefined ? {} : { hint }) });
  }

  /** Refuses a part of the DSL that eventctl does not run yet. */
  unsupported(pointer: Pointer, what: string, hint?: string): void {
    this.find('not-supported', pointer, `${what} is not supported yet`, hint);
  }

  /** Refuses names for variables that would hide what the specification itself offers, or one another. */
  reserve(names: readonly string[], pointer: Pointer): void {
    for (const name of names.filter((one) => reservedVariables.includes(one))) {
      this.find(
        'reserved-name',
        pointer,
        `a variable cannot be called "${name}": $${name} has a meaning already`,
      );
    }
    for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
      this.find(
        'duplicate-name',
        pointer,
        `both variables here would be called "${name}"`,
        'the one of \'at\' is called "index" where nothing else is said',
      );
    }
  }

  /** An expression-typed field: bare, or in `${ }`. */
  expression(text: string, pointer: Pointer, variables: readonly string[]): Formula {
    this.checkSecrets(text, pointer);
    try {
      return this.noted(compileField(text, { language: this.language, variables }), pointer);
    } catch (error) {
      this.findings.push(...syntaxFindings(error, text, pointer));
      return broken;
    }
  }

  /** A value with expressions inside. */
  template(value: Json, pointer: Pointer, variables: readonly string[]): Formula {
    this.checkSecrets(value, pointer);
    try {
      const options = { language: this.language, mode: this.mode, variables };
      return this.noted(compileTemplate(value, options), pointer);
    } catch (error) {
      this.findings.push(...syntaxFindings(error, value, pointer));
      return broken;
    }
  }

  private noted(formula: Formula, pointer: Pointer): Formula {
    if (new Set(formula.variables).has('authorization')) this.authorizationReads.push(pointer);
    // A copy: one compiled expression stands for every place that has its text.
    return { ...formula, pointer };
  }

  /** A secret that the workflow does not declare would be read as null, and sent as nothing. */
  private checkSecrets(value: Json, pointer: Pointer): void {
    if (typeof value !== 'string') {
      for (const [key, part] of Object.entries(value ?? {})) this.checkSecrets(part, join(pointer, key));
      return;
    }
    for (const { 1: name = '', index: offset } of value.matchAll(/\$secrets\.([A-Za-z_]\w*)/g)) {
      if (this.use.secrets?.includes(name) === true) continue;
      this.findings.push({
        code: 'unknown-reference',
        pointer,
        message: `there is no secret "${name}" in use.secrets`,
        hint: `declare it: use: {secrets: [${name}]}`,
        offset,
      });
    }
  }

  /** `from`, `as` and `set`: a string is an expression (in loose mode one that may fail), an object a template. */
  formula(value: string | Json, pointer: Pointer, variables: readonly string[]): Formula {
    return typeof value === 'string' && this.mode === 'strict'
      ? this.expression(value, pointer, variables)
      : this.template(value, pointer, variables);
  }

  filter(definition: EventFilterDefinition, pointer: Pointer, variables: readonly string[]): EventFilter {
    try {
      const filter = compileFilter(definition, { language: this.language, variables });
      this.subscriptions.set(filter.subscription.id, filter.subscription);
      return filter;
    } catch (error) {
      this.findings.push(...syntaxFindings(error, toJson(definition), pointer));
      return brokenFilter;
    }
  }

  /** A filter of `schedule.on`: no instance exists yet, so it reads no variables and is nobody's wait. */
  trigger(definition: EventFilterDefinition, pointer: Pointer): EventFilter {
    try {
      return compileFilter(definition, { language: this.language, variables: [] });
    } catch (error) {
      this.findings.push(...syntaxFindings(error, toJson(definition), pointer));
      return brokenFilter;
    }
  }

  /** A duration: fixed, or an expression that yields ISO 8601. */
  delay(definition: DurationDefinition, pointer: Pointer, variables: readonly string[]): Delay {
    if (typeof definition === 'string' && definition.trim().startsWith('${')) {
      return { computed: this.expression(definition, pointer, variables) };
    }
    const fixed = typeof definition === 'string' ? definition : { ...definition };
    try {
      parseDuration(fixed);
    } catch (error) {
      if (!(error instanceof DurationError)) throw error;
      this.find('invalid-duration', pointer, error.message, 'use ISO 8601 (PT15M) or {minutes: 15}');
    }
    return { fixed };
  }

  inputStage(definition: InputDefinition | undefined, pointer: Pointer, variables: readonly string[]): Stage {
    return this.stage(definition?.schema, definition?.from, join(pointer, 'input'), 'from', variables);
  }

  outputStage(
    definition: OutputDefinition | undefined,
    pointer: Pointer,
    name: 'output' | 'export',
    variables: readonly string[],
  ): Stage {
    return this.stage(definition?.schema, definition?.as, join(pointer, name), 'as', variables);
  }

  private stage(
    schema: SchemaDefinition | undefined,
    value: Json | undefined,
    pointer: Pointer,
    key: string,
    variables: readonly string[],
  ): Stage {
    const transform = value === undefined ? undefined : this.formula(value, join(pointer, key), variables);
    const validate = schema === undefined ? undefined : this.schema(schema, join(pointer, 'schema'));
    return {
      ...(transform === undefined ? {} : { transform }),
      ...(validate === undefined ? {} : { validate }),
    };
  }

  private schema(
    definition: SchemaDefinition,
    pointer: Pointer,
  ): ((value: Json) => string | undefined) | undefined {
    const { format = 'json' } = definition;
    const dialect = dialectNames.find((name) => format === `json:${name}`);
    if (format !== 'json' && dialect === undefined) {
      const known = dialectNames.map((name) => `json:${name}`).join(', ');
      this.unsupported(join(pointer, 'format'), `The schema format "${format}"`, `use json, or ${known}`);
      return undefined;
    }
    const inline = definition.document !== undefined;
    const at = join(pointer, inline ? 'document' : 'resource');
    const found = inline ? { schema: definition.document } : this.pinnedSchema(at);
    if (found?.schema === undefined) {
      this.find('unreadable-resource', at, 'the schema was not read when the workflow was applied');
      return undefined;
    }
    try {
      return compileSchema(found.schema, {
        ...('source' in found ? { source: found.source } : {}),
        ...(dialect === undefined ? {} : { dialect }),
      });
    } catch (error) {
      this.find('invalid-schema', at, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  /** A schema that was read when the workflow was applied, with those that it refers to. */
  private pinnedSchema(pointer: Pointer) {
    const binding = own(this.bindings, pointer);
    if (!isObject(binding)) return undefined;
    const { uri, document, references } = binding;
    if (typeof uri !== 'string' || document === undefined) return undefined;
    return { schema: document, source: { uri, ...(isObject(references) ? { references } : {}) } };
  }
}
