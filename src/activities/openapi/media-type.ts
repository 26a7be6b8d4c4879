/** How a body of some media type is written. */
export type Coding = 'json' | 'form' | 'multipart' | 'text' | 'bytes';

/** The coding of a media type without parameters, in lower case. */
export function codingOf(type: string): Coding {
  if (type === '*/*' || type === 'application/*' || type.endsWith('/json') || type.endsWith('+json'))
    return 'json';
  if (type === 'application/x-www-form-urlencoded') return 'form';
  if (type.startsWith('multipart/')) return 'multipart';
  return type.startsWith('text/') || /[/+](xml|yaml)$/.test(type) ? 'text' : 'bytes';
}

const preference: readonly Coding[] = ['json', 'form', 'multipart', 'text', 'bytes'];

/** Of the types that an operation takes the one that a workflow's data fits best; of equals the first. */
export function preferred(types: readonly string[]): string | undefined {
  const rank = (type: string) => preference.indexOf(codingOf(type));
  return [...types].sort((left, right) => rank(left) - rank(right))[0];
}
