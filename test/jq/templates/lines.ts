/** The lines of a text, without blanks around them. */
export function lines(text: string): readonly string[] {
  return text.trim().split(/\s*\n\s*/);
}
