/** A filter that evaluates another one again and again. */
export function forever(body: string): string {
  return `last(repeat(${body}))`;
}
