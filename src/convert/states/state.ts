import type { JsonObject } from '../../json/json.ts';
import type { Conversion } from '../conversion.ts';
import type { Source } from '../source.ts';

/** Keys that states of every kind may have. */
export const stateKeys = [
  ...['id', 'name', 'type', 'end', 'transition', 'stateDataFilter', 'timeouts', 'onErrors'],
  ...['compensatedBy', 'usedForCompensation', 'metadata'],
];

/** What a kind of state becomes: one task whose output is the state's data, before the filters around it. */
export type StateConverter = (state: Source, conversion: Conversion, name: string) => JsonObject | undefined;

/** The name of a state's work where it stands in a task of its own, inside the state's filters. */
const workName = 'work';

type Timeout = 'actionExecTimeout' | 'branchExecTimeout' | 'eventTimeout';

/** A timeout of the state, or the workflow's own. */
export function timeoutOf(state: Source, name: Timeout, conversion: Conversion): string | undefined {
  const own = state.get('timeouts').get(name);
  return own.present ? own.text() : conversion.root.get('timeouts').get(name).text();
}

/** What every state may have, put around its task: data filters, the timeout and its metadata. */
export function framed(task: JsonObject, state: Source, conversion: Conversion): JsonObject {
  const filter = state.get('stateDataFilter');
  filter.only('a stateDataFilter', ['input', 'output']);
  const input = filter.get('input');
  const output = filter.get('output');
  const limit = stateTimeout(state, conversion);
  const metadata = state.get('metadata').value;
  const taken =
    (task['output'] !== undefined && output.present) ||
    (task['input'] !== undefined && input.present) ||
    (task['timeout'] !== undefined && limit !== undefined);
  return conversion.origins.mark(
    {
      ...(taken ? { do: [{ [workName]: task }] } : task),
      // A filter that selects nothing leaves the data as it is.
      ...(input.present ? { input: { from: `\${ (${conversion.jq(input)}) // . }` } } : {}),
      ...(output.present ? { output: { as: `\${ (${conversion.jq(output)}) // . }` } } : {}),
      ...(limit === undefined ? {} : { timeout: { after: limit } }),
      ...(metadata === undefined ? {} : { metadata }),
    },
    state,
    { input, output, timeout: state.get('timeouts') },
  );
}

function stateTimeout(state: Source, conversion: Conversion): string | undefined {
  const own = state.get('timeouts').get('stateExecTimeout');
  const limit = own.present ? own : conversion.root.get('timeouts').get('stateExecTimeout');
  if (typeof limit.value === 'string' || !limit.present) return limit.text();
  limit.only('a stateExecTimeout', ['single', 'total']);
  const single = limit.get('single');
  if (single.present) single.refuse("states are not repeated, so 'single' says nothing", "use 'total'");
  return limit.get('total').text();
}
