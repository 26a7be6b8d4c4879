import { actionOf } from '../action.ts';
import { listOf } from '../conversion.ts';
import { callbackEvent } from './event.ts';
import { type StateConverter, timeoutOf } from './state.ts';

/** A callback state: an action that asks somebody, and the event with the answer. */
export const callback: StateConverter = (state, conversion) => {
  const action = state.get('action');
  if (!action.present) {
    state.refuse("the key 'action' is missing");
    return undefined;
  }
  const asked = actionOf(action, timeoutOf(state, 'actionExecTimeout', conversion), conversion);
  const answered = callbackEvent(state, conversion);
  if (asked === undefined || answered === undefined) return undefined;
  return { do: listOf([asked, answered]) };
};
