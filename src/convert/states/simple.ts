import { isObject, type Json } from '../../json/json.ts';
import { mergeInto, merging } from '../merge.ts';
import type { StateConverter } from './state.ts';

/** A sleep state: a wait. */
export const sleep: StateConverter = (state, conversion) => {
  const duration = state.get('duration');
  return conversion.origins.mark({ wait: state.required('duration') }, state, { wait: duration });
};

/** An inject state: its data, which is never an expression, is merged into the state's. */
export const inject: StateConverter = (state, conversion) => {
  const data = state.get('data');
  const value = data.value ?? {};
  if (!isObject(value)) {
    data.refuse('the data of an inject state is an object');
    return undefined;
  }
  if (Object.keys(value).length === 0) return { set: '${ . }' };
  const text = JSON.stringify(value);
  if (text.includes('${')) {
    return { set: merging(mergeInto('.', { value: text })) };
  }
  return conversion.origins.mark(
    {
      set: value,
      output: { as: holdsList(value) ? merging(mergeInto('$input', { value: '.' })) : '${ $input * . }' },
    },
    state,
    { set: data },
  );
};

/** Without lists, jq's own `*` merges as DSL 0.8 does. */
function holdsList(value: Json): boolean {
  if (Array.isArray(value)) return true;
  return isObject(value) && Object.values(value).some(holdsList);
}
