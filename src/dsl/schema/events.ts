import {
  anything,
  choice,
  closed,
  either,
  exactlyOne,
  formatted,
  mapOf,
  reference,
  type Schema,
  text,
} from './build.ts';

/** Attributes of an event, to emit or to compare with. Extension attributes may have any name. */
export const eventProperties: Schema = {
  title: 'an event',
  type: 'object',
  properties: {
    id: text,
    source: formatted('endpoint'),
    type: text,
    time: formatted('time'),
    subject: text,
    datacontenttype: text,
    dataschema: formatted('endpoint'),
    data: anything,
  },
};

export const eventFilter: Schema = closed(
  'an event filter',
  {
    with: { ...eventProperties, minProperties: 1 },
    correlate: mapOf(closed('a correlation', { from: text, expect: text }, ['from'])),
  },
  ['with'],
);

const filters: Schema = { type: 'array', items: reference('eventFilter') };
const strategies = { one: reference('eventFilter'), any: filters, all: filters };
const title = 'an event strategy';

/** What ends `any`: a strategy that has no `until` of its own. */
const ending: Schema = { ...closed(title, strategies), ...exactlyOne(title, ...Object.keys(strategies)) };

export const eventStrategy: Schema = {
  ...closed(title, { ...strategies, until: either(text, ending) }),
  ...exactlyOne(title, ...Object.keys(strategies)),
  dependentRequired: { until: ['any'] },
};

/** How an event is seen by the workflow. */
export const readAs: Schema = choice('data', 'envelope', 'raw');

/** What to do with each event or message as it comes. */
export const iterator: Schema = closed("a 'foreach'", {
  item: text,
  at: text,
  do: reference('tasks'),
  output: reference('output'),
  export: reference('export'),
});
