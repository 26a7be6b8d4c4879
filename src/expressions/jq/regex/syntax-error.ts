/** A pattern that is not one. The wording is Oniguruma's, as users of jq know it. */
export class RegexSyntaxError extends Error {
  override readonly name = 'RegexSyntaxError';
  /** Where in the pattern, in code points from 0. */
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** A pattern that jq takes and that is refused here by name. */
export class RegexRefusal extends Error {
  override readonly name = 'RegexRefusal';
}
