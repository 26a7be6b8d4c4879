import { type Example, event } from './example.ts';

const message = { payload: { type: 'object' } };

/** The document that the examples name, as they need it: version 3 has operations. */
const operations = JSON.stringify({
  asyncapi: '3.0.0',
  info: { title: 'Pets', version: '1.0.0' },
  servers: { staging: { host: 'pets.fake.com', protocol: 'http' } },
  channels: {
    pets: { address: 'pets', messages: { 'com.fake.pets.query': message } },
    notifications: { address: 'notifications', messages: { 'com.fake.notification': message } },
  },
  operations: {
    findPetsByStatus: { action: 'receive', channel: { $ref: '#/channels/pets' } },
    getNotifications: { action: 'send', channel: { $ref: '#/channels/notifications' } },
  },
});

/** The same in version 2, which has channels. */
const channels = JSON.stringify({
  asyncapi: '2.6.0',
  info: { title: 'Pets', version: '1.0.0' },
  channels: { '/notifications': { subscribe: { message: { name: 'com.fake.notification', ...message } } } },
});

const notify = (data: { readonly text: string; readonly from?: { readonly firstName: string } }) =>
  event('com.fake.notification', data);

/** Only the second and the third have no sender. */
const notifications = [
  notify({ text: 'one', from: { firstName: 'Ada' } }),
  notify({ text: 'two' }),
  notify({ text: 'three' }),
];
const unmatched =
  'strictly: `$context` is empty, so messages of nobody are let through, and those of somebody are not';

/** Examples of AsyncAPI that no foreign broker is needed for. */
export const asyncApiExamples: readonly Example[] = [
  {
    file: 'call-asyncapi-publish.yaml',
    ids: 'C12 C13 C14 C18',
    shows: 'a message is sent to the server that is named, with a token',
    input: { pet: { id: 7 }, token: 't0ken' },
    others: { 'asyncapi.json': operations },
    hosts: { 'POST http://pets.fake.com/pets': { status: 202 } },
    expected: {
      output: { pet: { id: 7 }, token: 't0ken' },
      requests: [
        {
          call: 'POST http://pets.fake.com/pets',
          headers: { authorization: 'Bearer t0ken' },
          body: { petId: 7 },
        },
      ],
    },
  },
  {
    file: 'call-asyncapi-subscribe-consume-forever-foreach.yaml',
    ids: 'C15 C16',
    shows: `an event is emitted for each message, for ever; ${unmatched}`,
    others: { 'asyncapi.json': operations },
    events: notifications,
    expected: {
      status: 'waiting',
      emitted: ['two', 'three'].map((text) => ({
        source: 'https://open-workflow-specification.org/samples',
        type: 'io.serverlessworkflow.samples.asyncapi.message.consumed.v1',
        data: { message: { payload: { text } } },
      })),
      unused: 1,
    },
  },
  {
    file: 'call-asyncapi-subscribe-consume-until.yaml',
    ids: 'C12 C15 C16 C17',
    shows: `messages are taken for half an hour, because nothing keeps them in the context; ${unmatched}`,
    others: { 'asyncapi.json': channels },
    events: notifications,
    expected: {
      within: [{ payload: { text: 'two' } }, { payload: { text: 'three' } }],
      seconds: 1_800,
      unused: 1,
    },
  },
  {
    file: 'call-asyncapi-subscribe-consume-while.yaml',
    ids: 'C15 C16',
    shows: `messages are taken for ever, because nothing keeps them in the context; ${unmatched}`,
    others: { 'asyncapi.json': operations },
    events: notifications,
    expected: { status: 'waiting', unused: 1 },
  },
];
