import type { Json } from '../../json/json.ts';

/** The syntax tree of a filter. `at` is an offset into the filter's text, kept where a later stage may complain. */
export type Node =
  | { readonly kind: 'identity' }
  | { readonly kind: 'descend' }
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'format'; readonly name: string; readonly at: number }
  | {
      readonly kind: 'text';
      readonly format: string;
      readonly parts: readonly (string | Node)[];
      readonly at: number;
    }
  | { readonly kind: 'index'; readonly target: Node; readonly key: Node; readonly optional: boolean }
  | {
      readonly kind: 'slice';
      readonly target: Node;
      readonly from: Node | undefined;
      readonly to: Node | undefined;
      readonly optional: boolean;
    }
  | { readonly kind: 'iterate'; readonly target: Node; readonly optional: boolean }
  | { readonly kind: 'array'; readonly body: Node | undefined }
  | { readonly kind: 'object'; readonly entries: readonly ObjectEntry[] }
  | { readonly kind: 'negate'; readonly body: Node }
  | { readonly kind: 'pipe'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'comma'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'alternative'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'and'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'or'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node }
  | { readonly kind: 'assign'; readonly operator: AssignOperator; readonly left: Node; readonly right: Node }
  | {
      readonly kind: 'if';
      readonly condition: Node;
      readonly consequence: Node;
      readonly otherwise: Node | undefined;
    }
  | { readonly kind: 'try'; readonly body: Node; readonly handler: Node | undefined }
  | {
      readonly kind: 'reduce';
      readonly source: Node;
      readonly patterns: readonly Pattern[];
      readonly initial: Node;
      readonly update: Node;
    }
  | {
      readonly kind: 'foreach';
      readonly source: Node;
      readonly patterns: readonly Pattern[];
      readonly initial: Node;
      readonly update: Node;
      readonly extract: Node | undefined;
    }
  | {
      readonly kind: 'bind';
      readonly source: Node;
      readonly patterns: readonly Pattern[];
      readonly body: Node;
    }
  | { readonly kind: 'label'; readonly name: string; readonly body: Node }
  | { readonly kind: 'break'; readonly name: string; readonly at: number }
  | { readonly kind: 'define'; readonly definition: Definition; readonly body: Node }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[]; readonly at: number }
  | { readonly kind: 'variable'; readonly name: string; readonly at: number };

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=';
export type AssignOperator = '=' | '|=' | '+=' | '-=' | '*=' | '/=' | '%=' | '//=';

/** A key and its value; without a value, it is `.[key]` of the input. */
export interface ObjectEntry {
  readonly key: Node;
  readonly value: Node | undefined;
}

/** What stands after `as`. */
export type Pattern =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'array'; readonly items: readonly Pattern[] }
  | { readonly kind: 'object'; readonly fields: readonly PatternField[] };

/** `name` also binds the field's whole value (`{$a: [$b]}`, `{$a}`). */
export interface PatternField {
  readonly key: Node;
  readonly name: string | undefined;
  readonly pattern: Pattern | undefined;
}

/** `def name(parameters): body;`. A parameter is a filter, or a value when it was written with `$`. */
export interface Definition {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly value: boolean }[];
  readonly body: Node;
}
