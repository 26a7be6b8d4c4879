/** A filter that does not compile: a bad expression or pattern, or an attribute that no event can have. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  /** Where in the filter's definition, for example `['with', 'data']` or `['correlate', 'order', 'from']`. */
  readonly path: readonly (string | number)[];
  readonly hint: string | undefined;

  /** `cause` is the syntax error of the expression room, with its line and column, when there is one. */
  constructor(
    message: string,
    place: { readonly path: readonly (string | number)[]; readonly hint?: string; readonly cause?: unknown },
  ) {
    super(message, place.cause === undefined ? undefined : { cause: place.cause });
    this.path = place.path;
    this.hint = place.hint;
  }
}
