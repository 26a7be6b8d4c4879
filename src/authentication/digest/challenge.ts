/** A challenge of a `WWW-Authenticate` header (RFC 9110, 11.6.1). */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  /** Names in lower case, values unquoted. */
  readonly parameters: ReadonlyMap<string, string>;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const name = new RegExp(token, 'y');
const separator = /[ \t,]*/y;
const space = /[ \t]*/y;
/** One opaque text in place of parameters, as Negotiate has it. */
const opaque = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
const parameter = new RegExp(`(${token})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|(${token}))`, 'y');

/**
 * The challenges of a header, in order; several headers are read joined with commas. What cannot be read ends the list:
 * the challenges before it count.
 */
export function readChallenges(header: string): readonly Challenge[] {
  const challenges: Challenge[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  take(separator);
  for (let scheme = take(name); scheme !== null; scheme = take(name)) {
    take(space);
    if (take(opaque) !== null) take(separator);
    const parameters = new Map<string, string>();
    for (let next = take(parameter); next !== null; next = take(parameter)) {
      const [, key = '', quoted, plain = ''] = next;
      parameters.set(key.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? plain);
      take(separator);
    }
    challenges.push({ scheme: scheme[0].toLowerCase(), parameters });
    take(separator);
  }
  return challenges;
}

/** The parameters of an `Authentication-Info` header (RFC 7615). */
export function readParameters(header: string): ReadonlyMap<string, string> {
  return readChallenges(`info ${header}`)[0]?.parameters ?? new Map();
}
