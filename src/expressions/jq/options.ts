import { own } from '../../json/json.ts';
import { defaultLimits, type Limits } from './limits.ts';

export interface Options {
  /** Variables that the filter may read, without the `$`. Reading another one is a syntax error. */
  readonly variables?: readonly string[];
  /** Epoch milliseconds for `now` and the date builtins; asked once an evaluation. `Date.now` unless given. */
  readonly now?: () => number;
  /** A number in [0, 1). The one of JavaScript unless given. */
  readonly random?: () => number;
  /** Bounds of each evaluation, where they are not the default ones: 3 million steps, 100 000 outputs… */
  readonly limits?: Partial<Limits>;
}

/** Limits that stand for what JavaScript itself can carry. */
const highest: readonly (keyof Limits)[] = ['string', 'depth'];

const optionNames = new Set(['variables', 'now', 'random', 'limits']);

/**
 * Callers in JavaScript may give anything, and what is ignored misleads.
 * @throws TypeError for an option that does not exist, and for a name that no variable or limit can have
 * @throws RangeError for a limit out of its range
 */
export function checkOptions(options: Options): void {
  for (const name of Object.keys(options)) {
    if (!optionNames.has(name)) throw new TypeError(`there is no option ${name}`);
  }
  const { variables = [], limits = {} } = options;
  if (!Array.isArray(variables)) throw new TypeError('variables are a list of names');
  for (const name of variables) {
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new TypeError(`not the name of a variable: ${name}`);
  }
  for (const [name, limit] of Object.entries(limits)) {
    const usual = own({ ...defaultLimits }, name);
    if (usual === undefined) throw new TypeError(`there is no limit ${name}`);
    const most = highest.some((one) => one === name) ? usual : Number.MAX_SAFE_INTEGER;
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > most) {
      throw new RangeError(`limits.${name} is a whole number from 1 to ${most}`);
    }
  }
}
