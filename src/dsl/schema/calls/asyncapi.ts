import {
  choice,
  closed,
  either,
  exactlyOne,
  expression,
  map,
  reference,
  type Schema,
  text,
  whole,
} from '../build.ts';

const title = "'with' of an AsyncAPI call";

const protocol = choice(
  'amqp',
  'amqp1',
  'anypointmq',
  'googlepubsub',
  'http',
  'ibmmq',
  'jms',
  'kafka',
  'mercure',
  'mqtt',
  'mqtt5',
  'nats',
  'pulsar',
  'redis',
  'sns',
  'solace',
  'sqs',
  'stomp',
  'ws',
);

const consume: Schema = {
  ...closed("a 'consume'", {
    for: reference('duration'),
    amount: whole,
    while: expression,
    until: expression,
  }),
  ...exactlyOne("a 'consume'", 'amount', 'while', 'until'),
};

const subscription = closed(
  'a subscription',
  { filter: expression, consume, foreach: reference('iterator') },
  ['consume'],
);

const content = either(expression, map);

/** An operation named together with its document, in one text. */
const located: Schema = {
  required: ['operation'],
  properties: { operation: { type: 'string', pattern: '^file://.+#.+' } },
};

export const asyncapiArguments: Schema = {
  ...closed(title, {
    document: reference('externalResource'),
    channel: text,
    operation: text,
    server: closed('an AsyncAPI server', { name: text, variables: map }, ['name']),
    protocol,
    message: closed('a message', { payload: content, headers: content }),
    subscription,
    authentication: reference('authentication'),
  }),
  allOf: [
    exactlyOne(title, 'operation', 'channel'),
    {
      if: located,
      then: {
        if: { anyOf: [{ required: ['message'] }, { required: ['subscription'] }] },
        then: exactlyOne(title, 'message', 'subscription'),
      },
      else: { title, required: ['document'], ...exactlyOne(title, 'message', 'subscription') },
    },
  ],
};
