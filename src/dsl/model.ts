import type { Json, JsonObject } from '../json/json.ts';

/**
 * The Serverless Workflow (Open Workflow) DSL 1.0.x as a checked JSON document.
 * Shapes follow the specification's schema; only `dsl/check` makes values of these types.
 */
export interface WorkflowDefinition {
  readonly document: DocumentDefinition;
  readonly input?: InputDefinition;
  readonly use?: UseDefinition;
  readonly do: TaskList;
  readonly timeout?: TimeoutDefinition | string;
  readonly output?: OutputDefinition;
  readonly schedule?: ScheduleDefinition;
  readonly evaluate?: { readonly language?: string; readonly mode?: 'strict' | 'loose' };
}

export interface DocumentDefinition {
  readonly dsl: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly title?: string;
  readonly summary?: string;
  readonly tags?: JsonObject;
  readonly metadata?: JsonObject;
}

export interface UseDefinition {
  readonly authentications?: Readonly<Record<string, AuthenticationDefinition>>;
  readonly errors?: Readonly<Record<string, ErrorDefinition>>;
  readonly extensions?: readonly JsonObject[];
  readonly functions?: Readonly<Record<string, TaskDefinition>>;
  readonly retries?: Readonly<Record<string, RetryDefinition>>;
  readonly secrets?: readonly string[];
  readonly timeouts?: Readonly<Record<string, TimeoutDefinition>>;
  readonly catalogs?: JsonObject;
}

/** Each item has exactly one key, the task's name. */
export type TaskList = readonly Readonly<Record<string, TaskDefinition>>[];

export interface TaskBase {
  readonly if?: string;
  readonly input?: InputDefinition;
  readonly output?: OutputDefinition;
  readonly export?: OutputDefinition;
  readonly timeout?: TimeoutDefinition | string;
  readonly then?: string;
  readonly metadata?: JsonObject;
}

export type TaskDefinition =
  | CallTask
  | DoTask
  | EmitTask
  | ForTask
  | ForkTask
  | ListenTask
  | RaiseTask
  | RunTask
  | SetTask
  | SwitchTask
  | TryTask
  | WaitTask;

/** `with` is read by the task's own compiler according to `call`. */
export interface CallTask extends TaskBase {
  readonly call: string;
  readonly with?: JsonObject;
}
export interface DoTask extends TaskBase {
  readonly do: TaskList;
}
export interface EmitTask extends TaskBase {
  readonly emit: { readonly event: { readonly with?: JsonObject } };
}
export interface ForTask extends TaskBase {
  readonly for: { readonly each?: string; readonly in: string | readonly Json[]; readonly at?: string };
  readonly while?: string;
  readonly do: TaskList;
}
export interface ForkTask extends TaskBase {
  readonly fork: { readonly branches: TaskList; readonly compete?: boolean };
}
export interface ListenTask extends TaskBase {
  readonly listen: { readonly to: EventStrategyDefinition; readonly read?: ReadAs };
  readonly foreach?: SubscriptionIteratorDefinition;
}
export interface RaiseTask extends TaskBase {
  readonly raise: { readonly error: ErrorDefinition | string };
}
export interface RunTask extends TaskBase {
  readonly run: {
    readonly await?: boolean;
    readonly return?: string;
    readonly workflow?: {
      readonly namespace: string;
      readonly name: string;
      readonly version: string;
      readonly input?: Json;
    };
    readonly container?: JsonObject;
    readonly script?: JsonObject;
    readonly shell?: JsonObject;
  };
}
export interface SetTask extends TaskBase {
  readonly set: JsonObject | string;
}
export interface SwitchTask extends TaskBase {
  readonly switch: readonly Readonly<Record<string, SwitchCaseDefinition>>[];
}
export interface SwitchCaseDefinition {
  readonly when?: string;
  readonly then: string;
}
export interface TryTask extends TaskBase {
  readonly try: TaskList;
  readonly catch: CatchDefinition;
}
export interface WaitTask extends TaskBase {
  readonly wait: DurationDefinition;
}

export interface CatchDefinition {
  readonly errors?: { readonly with?: JsonObject };
  readonly as?: string;
  readonly when?: string;
  readonly exceptWhen?: string;
  readonly retry?: RetryDefinition | string;
  readonly do?: TaskList;
  readonly then?: string;
}

export interface RetryDefinition {
  readonly when?: string;
  readonly exceptWhen?: string;
  readonly delay?: DurationDefinition;
  readonly backoff?: {
    readonly constant?: JsonObject;
    readonly exponential?: JsonObject;
    readonly linear?: JsonObject;
  };
  readonly limit?: {
    readonly attempt?: { readonly count?: number; readonly duration?: DurationDefinition };
    readonly duration?: DurationDefinition;
  };
  readonly jitter?: { readonly from: DurationDefinition; readonly to: DurationDefinition };
}

export interface ErrorDefinition {
  readonly type: string;
  readonly status: number;
  readonly title?: string;
  readonly detail?: string;
  readonly instance?: string;
}

/** An ISO 8601 duration, a `${ }` expression that yields one, or its parts. */
export type DurationDefinition =
  | string
  | {
      readonly days?: number;
      readonly hours?: number;
      readonly minutes?: number;
      readonly seconds?: number;
      readonly milliseconds?: number;
    };

export interface TimeoutDefinition {
  readonly after: DurationDefinition;
}

export interface InputDefinition {
  readonly schema?: SchemaDefinition;
  readonly from?: string | JsonObject;
}

export interface OutputDefinition {
  readonly schema?: SchemaDefinition;
  readonly as?: string | JsonObject;
}

export interface SchemaDefinition {
  readonly format?: string;
  readonly document?: Json;
  readonly resource?: ExternalResourceDefinition;
}

export interface ExternalResourceDefinition {
  readonly name?: string;
  readonly endpoint: EndpointDefinition;
}

export type EndpointDefinition =
  | string
  | { readonly uri: string; readonly authentication?: AuthenticationReference };

/** Written out, `{ use: name }`, or the name alone. */
export type AuthenticationReference = AuthenticationDefinition | { readonly use: string } | string;

/** One of basic, bearer, digest, oauth2, oidc; each inline or `{ use: secret }`. */
export interface AuthenticationDefinition {
  readonly basic?: JsonObject;
  readonly bearer?: JsonObject;
  readonly digest?: JsonObject;
  readonly oauth2?: JsonObject;
  readonly oidc?: JsonObject;
}

export type ReadAs = 'data' | 'envelope' | 'raw';

export interface EventStrategyDefinition {
  readonly one?: EventFilterDefinition;
  readonly any?: readonly EventFilterDefinition[];
  readonly all?: readonly EventFilterDefinition[];
  /** With `any` only: an expression, or a strategy without an `until` of its own. */
  readonly until?: string | EventStrategyDefinition;
}

export interface EventFilterDefinition {
  readonly with: JsonObject;
  readonly correlate?: Readonly<Record<string, { readonly from: string; readonly expect?: string }>>;
}

export interface SubscriptionIteratorDefinition {
  readonly item?: string;
  readonly at?: string;
  readonly do?: TaskList;
  readonly output?: OutputDefinition;
  readonly export?: OutputDefinition;
}

export interface ScheduleDefinition {
  readonly every?: DurationDefinition;
  readonly cron?: string;
  readonly after?: DurationDefinition;
  readonly on?: EventStrategyDefinition;
  readonly read?: ReadAs;
}
