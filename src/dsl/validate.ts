import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Json } from '../json/json.ts';
import type { Pointer } from '../json/pointer.ts';
import type { Finding } from '../problem/diagnostic.ts';
import { toFindings } from './findings.ts';
import { formats } from './formats.ts';
import type { WorkflowDefinition } from './model.ts';
import type { Role } from './schema/build.ts';
import { workflowSchema } from './schema/index.ts';

/** Pointers of the nodes that have a role for the semantic checks, in the order of the document. */
export type Places = ReadonlyMap<Role, readonly Pointer[]>;

export interface Validation {
  /** Present when the schema accepts the document. */
  readonly definition?: WorkflowDefinition;
  readonly findings: readonly Finding[];
  readonly places: Places;
}

/** Judges a document by the schema. */
export function validate(value: Json): Validation {
  const places = new Map<Role, Pointer[]>();
  if (accepts(value, places)) return { definition: value, findings: [], places };
  return { findings: toFindings(compiled().errors ?? []), places };
}

function accepts(value: Json, places: Map<Role, Pointer[]>): value is Json & WorkflowDefinition {
  return compiled().call(places, value);
}

let validator: ValidateFunction | undefined;

/** The compiled schema. Loading the library and compiling wait for the first workflow. */
function compiled(): ValidateFunction {
  if (validator !== undefined) return validator;
  const { Ajv2020 }: typeof import('ajv/dist/2020.js') = createRequire(import.meta.url)('ajv/dist/2020.js');
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    passContext: true,
    ownProperties: true,
    strict: false,
    validateSchema: false,
    meta: false,
    messages: false,
    // Both make the compiled code a little slower and compiling it four times faster, which is what a command feels.
    inlineRefs: false,
    code: { optimize: false },
  });
  for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format.accepts);
  ajv.addKeyword({ keyword: 'reason', valid: true });
  ajv.addKeyword({
    keyword: 'role',
    errors: false,
    validate(
      this: Map<Role, Pointer[]>,
      role: Role,
      _value: unknown,
      _schema: unknown,
      context?: { instancePath: string },
    ) {
      const known = this.get(role);
      if (known === undefined) this.set(role, [context?.instancePath ?? '']);
      else known.push(context?.instancePath ?? '');
      return true;
    },
  });
  validator = ajv.compile(workflowSchema);
  return validator;
}
