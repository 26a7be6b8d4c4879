/**
 * jq for the data of DSL 0.8. A state of it has one object of data, and what actions and events bring is merged into
 * it: objects member by member, lists to one list without what is there already, everything else by the new value.
 */

/** Merges `$new` into `.`. */
const merge =
  'def merge($new): if type == "object" and ($new | type) == "object" then ' +
  'reduce ($new | to_entries[]) as $one (.; .[$one.key] |= merge($one.value)) ' +
  'elif type == "array" and ($new | type) == "array" then . + ($new - .) else $new end;';

/** What of `.` is not as it is in `$old`. */
const changed =
  'def changed($old): if type == "object" and ($old | type) == "object" then ' +
  'with_entries(select(.value != $old[.key]) | .key as $key | .value |= changed($old[$key])) else . end;';

/** Something that is merged into state data. */
export interface Merging {
  /** jq for what is merged, of what stands at hand. */
  readonly value: string;
  /** jq path of the place in the state data; without one it is merged into the data itself, which an object can be only. */
  readonly place?: string;
}

/** jq without its definitions: `base` with something merged into it. `{} +` lets null pass, and faults for no object. */
export function mergeInto(base: string, { value, place }: Merging): string {
  // Into nothing, a new value goes as it is.
  if (base === '{}' && place === undefined) return `{} + (${value})`;
  return place === undefined
    ? `({} + (${value})) as $new | ${base} | merge($new)`
    : `(${value}) as $new | ${base} | (${place}) |= merge($new)`;
}

/** A whole expression that merges. */
export function merging(body: string): string {
  return body.includes('merge($new)') ? `\${ ${merge} ${body} }` : `\${ ${body} }`;
}

/** Merges what the branches of a fork have changed, in their order. */
export const mergeBranches = `\${ ${merge} ${changed} reduce .[] as $branch ($input; merge($branch | changed($input))) }`;

/**
 * After a round of a loop: the data of before, with the round's result at the end of a list. `.` is the data at the end
 * of the round, `$input` that at its beginning with the loop's member.
 */
export function collect(place: string, member: string, result: string | undefined): string {
  const key = JSON.stringify(member);
  const value = result ?? `changed($input)`;
  return `\${ ${result === undefined ? `${changed} ` : ''}(${value}) as $new | $input | del(.[${key}]) | (${place}) |= (. // []) + [$new] }`;
}
