import { type Example, errorType, event } from './example.ts';

const temperature = 'com.fake-hospital.vitals.measurements.temperature';
const bpm = 'com.fake-hospital.vitals.measurements.bpm';
const home = { source: 'https://my.home.com/sensor' };
const low = 'com.example.hospital.events.patients.heartbeat.low';
const trigger = 'io.serverlessworkflow.samples.events.trigger.v1';

const patient = {
  id: 'p-1',
  name: 'Ada',
  room: { number: 12 },
  vitals: { bpm: 31 },
};

const orderPlaced = {
  source: 'https://petstore.com',
  type: 'com.petstore.order.placed.v1',
  data: {
    client: { firstName: 'Cruella', lastName: 'de Vil' },
    items: [{ breed: 'dalmatian', quantity: 101 }],
  },
};

/** Examples that wait for events, are started by them, or emit them. */
export const eventExamples: readonly Example[] = [
  {
    file: 'emit.yaml',
    ids: 'K2 K3 K4',
    shows: 'the event is emitted, and its attributes are the output',
    expected: { within: orderPlaced, emitted: [orderPlaced] },
  },
  {
    file: 'listen-to-one.yaml',
    ids: 'K10',
    shows:
      'the event is waited for; strictly, the call then has an array as its data, in which `{carId}` is nothing',
    events: [
      event('com.virtual-wf-powered-race.events.race.cancelled.v1', {}),
      event('com.virtual-wf-powered-race.events.race.started.v1', { carId: 7 }),
    ],
    hosts: { 'POST https://virtual-wf-powered-race.com/api/v4/cars//start': { body: { started: true } } },
    expected: {
      output: { started: true },
      requests: ['POST https://virtual-wf-powered-race.com/api/v4/cars//start'],
      unused: 1,
    },
  },
  {
    file: 'listen-to-any.yaml',
    ids: 'K10 K15',
    shows: 'with no filter the first event of any type is taken',
    events: [event('a', { n: 1 }), event('b', { n: 2 })],
    expected: { output: [{ n: 1 }], unused: 1 },
  },
  {
    file: 'listen-to-any-filter.yaml',
    ids: 'K10 K12',
    shows: 'the first event that one of the filters lets through is taken',
    events: [
      event(temperature, { temperature: 37 }),
      event(bpm, { bpm: 70 }),
      event(bpm, { bpm: 120 }),
      event(temperature, { temperature: 40 }),
    ],
    expected: { output: [{ bpm: 120 }], unused: 3 },
  },
  {
    file: 'listen-to-any-until-condition.yaml',
    ids: 'K11',
    shows: 'strictly: `length > 3` takes four events, where the comment beside it says three',
    events: [1, 2, 3, 4, 5].map((n) => event('any', { n })),
    expected: { output: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }], unused: 1 },
  },
  {
    file: 'listen-to-any-until-consumed.yaml',
    ids: 'K11',
    shows: 'events are taken until another one comes, which is not in the output',
    events: [
      event(temperature, { temperature: 39 }),
      event(bpm, { bpm: 80 }),
      event(bpm, { bpm: 40 }),
      event('com.fake-hospital.patient.checked-out', { patient: 'p-1' }),
    ],
    expected: { output: [{ temperature: 39 }, { bpm: 40 }], unused: 1 },
  },
  {
    file: 'listen-to-any-forever-foreach.yaml',
    ids: 'K11 K16',
    shows: 'every event is posted as it comes, and the task never ends',
    input: { roomId: 'lobby' },
    events: [event('gossip', { text: 'one' }), event('rumour', { text: 'two' })],
    hosts: { 'POST https://fake-chat-api.com/room/lobby': { status: 204 } },
    expected: {
      status: 'waiting',
      requests: [
        { call: 'POST https://fake-chat-api.com/room/lobby', body: { event: { text: 'one' } } },
        { call: 'POST https://fake-chat-api.com/room/lobby', body: { event: { text: 'two' } } },
      ],
    },
  },
  {
    file: 'listen-to-all.yaml',
    ids: 'K10 K12 K15',
    shows: 'one event for each filter is waited for, and only those that the filters let through count',
    events: [
      event(temperature, { temperature: 37 }),
      event(bpm, { bpm: 40 }),
      event(temperature, { temperature: 39 }),
    ],
    expected: { output: [{ bpm: 40 }, { temperature: 39 }], unused: 1 },
  },
  {
    file: 'listen-to-all read-envelope.yaml',
    ids: 'K14',
    shows: 'the output holds the events with their attributes; the filters see the data as before',
    events: [
      event(temperature, { temperature: 39 }, { id: 't', time: '2026-01-01T00:00:00Z' }),
      event(bpm, { bpm: 40 }, { id: 'b', time: '2026-01-01T00:00:01Z' }),
    ],
    expected: {
      output: [
        {
          specversion: '1.0',
          id: 't',
          source: 'https://sender.example.com',
          type: temperature,
          time: '2026-01-01T00:00:00Z',
          datacontenttype: 'application/json',
          data: { temperature: 39 },
        },
        {
          specversion: '1.0',
          id: 'b',
          source: 'https://sender.example.com',
          type: bpm,
          time: '2026-01-01T00:00:01Z',
          datacontenttype: 'application/json',
          data: { bpm: 40 },
        },
      ],
    },
  },
  {
    file: 'accumulate-room-readings.yaml',
    ids: 'K13 X5',
    shows:
      'readings of one room are taken together; strictly, `.data.reading` then fails, because the output is an array',
    events: [
      event('my.home.sensors.temperature', { reading: 21 }, { ...home, roomid: 'kitchen' }),
      event('my.home.sensors.humidity', { reading: 40 }, { ...home, roomid: 'cellar' }),
      event('my.home.sensors.humidity', { reading: 55 }, { ...home, roomid: 'kitchen' }),
    ],
    expected: {
      status: 'faulted',
      error: { type: errorType('expression'), status: 400, instance: '/do/0/consumeReading' },
      unused: 1,
    },
  },
  {
    file: 'accumulate-room-readings.yaml',
    ids: 'E3 D8',
    shows: 'the workflow times out when no second reading of the room comes within an hour',
    input: {},
    events: [
      event('my.home.sensors.temperature', { reading: 21 }, { ...home, roomid: 'kitchen' }),
      event('my.home.sensors.humidity', { reading: 40 }, { ...home, roomid: 'cellar' }),
    ],
    expected: {
      status: 'faulted',
      error: { type: errorType('timeout'), status: 408 },
      unused: 1,
      seconds: 3_600,
    },
  },
  {
    file: 'for.yaml',
    ids: 'K6',
    shows: 'no pet is waited for when there is no vet',
    input: { pets: [{ id: 1 }] },
    expected: { output: { pets: [{ id: 1 }] } },
  },
  {
    file: 'for.yaml',
    ids: 'K5 K10',
    shows:
      'a round listens; strictly, `.pets` then fails, because what a listen puts out is an array of events',
    input: { pets: [{ id: 1 }, { id: 2 }], vet: 'Dr. Who' },
    events: [event('com.fake.petclinic.pets.checkup.completed.v2', { healthy: true })],
    expected: {
      status: 'faulted',
      error: {
        type: errorType('expression'),
        status: 400,
        instance: '/do/0/checkup/do/0/waitForCheckup',
      },
    },
  },
  {
    file: 'schedule-event-driven.yaml',
    ids: 'H4 H5',
    shows:
      'an event starts it; strictly, the input holds the event’s data, in which `.data.patient` is nothing',
    events: [event(low, { patient, timestamp: '2026-01-01T00:00:00Z' })],
    hosts: { 'POST https://hospital.example.com/api/v1/notify': { body: { notified: true } } },
    expected: {
      output: { notified: true },
      requests: [
        {
          call: 'POST https://hospital.example.com/api/v1/notify',
          body: {
            patientId: null,
            patientName: null,
            roomNumber: null,
            vitals: { heartRate: null, timestamp: null },
            message: "Alert: Patient's heartbeat is critically low. Immediate attention required.",
          },
        },
      ],
    },
  },
  {
    file: 'schedule-event-driven.yaml',
    ids: 'X11',
    shows: 'a nurse hears of the patient when it is started by hand with whole events, as it was meant',
    input: [{ data: { patient, timestamp: '2026-01-01T00:00:00Z' } }],
    hosts: { 'POST https://hospital.example.com/api/v1/notify': { body: { notified: true } } },
    expected: {
      requests: [
        {
          call: 'POST https://hospital.example.com/api/v1/notify',
          body: {
            patientId: 'p-1',
            patientName: 'Ada',
            roomNumber: 12,
            vitals: { heartRate: 31, timestamp: '2026-01-01T00:00:00Z' },
            message: "Alert: Patient's heartbeat is critically low. Immediate attention required.",
          },
        },
      ],
    },
  },
  {
    file: 'set.yaml',
    ids: 'K25 H4',
    shows: 'the data of the event that started it is put into an object',
    events: [event(trigger, { n: 1 })],
    expected: { output: { startEvent: { n: 1 } } },
  },
  {
    file: 'set-expression.yaml',
    ids: 'K25 H4',
    shows: 'the data of the event that started it becomes the data of the workflow',
    events: [event(trigger, { n: 1 })],
    expected: { output: { n: 1 } },
  },
];
