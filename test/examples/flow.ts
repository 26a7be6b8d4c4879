import { type Example, errorType } from './example.ts';

const pet = 'GET https://petstore.swagger.io/v2/pet/1';
const rex = { id: 1, name: 'Rex', status: 'available' };
const bets = 'POST https://superbet-casinos.com/api/bet/on/football';
const nurses = 'PUT https://fake-hospital.com/api/v3/alert/nurses';
const doctor = 'PUT https://fake-hospital.com/api/v3/alert/doctor';
const alarm = { patientId: 'Ada Lovelace', room: 12 };
const external = 'GET https://external-service.example.com/api';
const busy = { status: 503, body: 'later' };

const notImplemented = {
  type: 'https://serverlessworkflow.io/errors/not-implemented',
  status: 500,
  title: 'Not Implemented',
  detail: "The workflow 'raise-not-implemented:0.1.0' is a work in progress and cannot be run yet",
  instance: '/do/0/notImplemented',
};

const registerCustomer = `document: { dsl: 1.0.3, namespace: test, name: register-customer, version: 0.1.0 }
do:
  - register: { set: { registered: '\${ .customer }' } }
`;

const exponential = [
  {
    shows: 'a busy service is asked again after 3, 6 and 12 seconds',
    input: { petId: 1 },
    hosts: { [pet]: [busy, busy, busy, { body: rex }] },
    expected: { output: rex, requests: [pet, pet, pet, pet], seconds: 21 },
  },
  {
    shows: 'five retries are all there are',
    input: { petId: 1 },
    hosts: { [pet]: busy },
    expected: {
      status: 'faulted',
      error: { type: errorType('communication'), status: 503, instance: '/do/0/tryGetPet/try/0/getPet' },
      requests: [pet, pet, pet, pet, pet, pet],
      seconds: 93,
    },
  },
  {
    shows: 'another error is not retried',
    input: { petId: 1 },
    hosts: { [pet]: { status: 404 } },
    expected: { status: 'faulted', error: { status: 404 }, requests: [pet] },
  },
] as const;

/** Examples about the order of tasks, their data, errors and time. */
export const flowExamples: readonly Example[] = [
  {
    file: 'conditional-task.yaml',
    ids: 'T1 K17',
    shows: 'who is too young is turned away',
    input: { customer: { age: 17 }, bet: {} },
    expected: {
      status: 'faulted',
      error: {
        type: 'https://superbet-casinos.com/customer/access-forbidden',
        status: 400,
        title: 'Access Forbidden',
        instance: '/do/0/raiseErrorIfUnderage',
      },
    },
  },
  {
    file: 'conditional-task.yaml',
    ids: 'T1 T7 X2',
    shows:
      'a skipped task does not end the workflow; strictly, the body is text, as `.customer` is no expression there',
    input: { customer: { age: 18 }, bet: { on: 'home' } },
    hosts: { [bets]: { body: { placed: true } } },
    expected: {
      output: { placed: true },
      requests: [{ call: bets, body: { customer: '.customer', bet: '.bet' } }],
    },
  },
  {
    file: 'for-inline-array.yaml',
    ids: 'K5 K7',
    shows:
      'a loop goes over objects that stand in the file, each round adding to what the one before put out',
    expected: {
      output: {
        processed: [
          { name: 'red', hex: '#FF0000' },
          { name: 'green', hex: '#00FF00' },
          { name: 'blue', hex: '#0000FF' },
        ],
      },
    },
  },
  {
    file: 'fork.yaml',
    ids: 'K8 K9',
    shows: 'the first answer wins, and the other call is aborted',
    input: { patient: { fullName: 'Ada Lovelace' }, room: { number: 12 } },
    hosts: { [nurses]: { silent: true }, [doctor]: { after: nurses, body: { coming: 'doctor' } } },
    together: true,
    expected: {
      output: { coming: 'doctor' },
      requests: [
        { call: nurses, body: alarm, gone: true },
        { call: doctor, body: alarm },
      ],
    },
  },
  {
    file: 'mock-service-extension.yaml',
    ids: 'U12',
    shows:
      'a call to another host is made; strictly, the condition fails over an endpoint that is an object, which is no match',
    hosts: { 'GET https://fake.com/sample': { body: { real: true } } },
    expected: {
      output: { real: true },
      requests: ['GET https://fake.com/sample'],
      recorded: 'extension.skipped',
    },
  },
  {
    file: 'raise-inline.yaml',
    ids: 'K17 K18 E4',
    shows: 'an error is raised whose detail is an expression',
    expected: { status: 'faulted', error: notImplemented },
  },
  {
    file: 'raise-reusable.yaml',
    ids: 'K17 U11',
    shows: 'an error of `use.errors` is raised by name',
    expected: { status: 'faulted', error: notImplemented },
  },
  {
    file: 'run-subflow.yaml',
    ids: 'K24 X2',
    shows: 'another workflow is run; strictly, its input is text, as `.user` is no expression there',
    input: { user: { name: 'Ada' } },
    others: { 'register-customer.yaml': registerCustomer },
    expected: { output: { registered: '.user' } },
  },
  {
    file: 'schedule-cron.yaml',
    ids: 'C1',
    shows: 'a run of it asks for a backup',
    hosts: { 'POST https://example.com/api/v1/backup/start': { status: 202, body: { id: 'b-1' } } },
    expected: { output: { id: 'b-1' }, requests: ['POST https://example.com/api/v1/backup/start'] },
  },
  {
    file: 'switch-then-string.yaml',
    ids: 'K26 E2',
    shows: 'the case that matches is gone to, and `exit` leaves the others out',
    input: { orderType: 'electronic' },
    expected: { output: { validate: true, status: 'fulfilled' } },
  },
  {
    file: 'switch-then-string.yaml',
    ids: 'K26 E1',
    shows: 'the second case jumps over the first one’s task',
    input: { orderType: 'physical' },
    expected: { output: { inventory: 'clear', items: 1, address: 'Elmer St' } },
  },
  {
    file: 'switch-then-string.yaml',
    ids: 'K26',
    shows: 'the default is gone to when no case matches',
    input: { orderType: 'spiritual' },
    expected: { output: { log: 'warn', message: "something's wrong" } },
  },
  ...exponential.map((one) => ({ ...one, file: 'try-catch-retry-inline.yaml', ids: 'K30 K33' })),
  ...exponential.map((one) => ({ ...one, file: 'try-catch-retry-reusable.yaml', ids: 'K30 U11' })),
  {
    file: 'try-catch-then-directive.yaml',
    ids: 'K28 K32',
    shows: 'an error of the older URI is caught, and `catch.then` says where it goes on',
    hosts: { [external]: busy },
    expected: { output: { status: 'failed' }, requests: [external] },
  },
  {
    file: 'try-catch-then-directive.yaml',
    ids: 'K32 E2',
    shows: 'without an error the next task follows, which ends the workflow',
    hosts: { [external]: { body: {} } },
    expected: { output: { status: 'ok' }, requests: [external] },
  },
  {
    file: 'try-catch.yaml',
    ids: 'K27 K28',
    shows: 'an error that is caught leaves the task’s input as its output',
    input: { petId: 1 },
    hosts: { [pet]: { status: 404 } },
    expected: { output: { petId: 1 }, requests: [pet] },
  },
  {
    file: 'try-catch.yaml',
    ids: 'K28 E7',
    shows: 'an error with another status goes on',
    input: { petId: 1 },
    hosts: { [pet]: { status: 500 } },
    expected: {
      status: 'faulted',
      error: { type: errorType('communication'), status: 500, instance: '/do/0/tryGetPet/try/0/getPet' },
      requests: [pet],
    },
  },
  {
    file: 'try-catch-then.yaml',
    ids: 'K31 X14 T4',
    shows:
      'the error is emitted and exported, so that the pet is not bought; strictly, the output is text, as `$error` is no expression there',
    input: { petId: 1 },
    hosts: { [pet]: { status: 404 } },
    expected: {
      output: { error: '$error' },
      requests: [pet],
      emitted: [
        {
          source: 'https://petstore.swagger.io',
          type: 'io.swagger.petstore.events.pets.not-found.v1',
          data: {
            type: errorType('communication'),
            status: 404,
            instance: '/do/0/tryGetPet/try/0/getPet',
          },
        },
      ],
    },
  },
  {
    file: 'try-catch-then.yaml',
    ids: 'C5 V4',
    shows: 'the pet is bought when it was found; strictly, a pet without a `petId` expands to nothing',
    input: { petId: 1 },
    hosts: { [pet]: { body: rex }, 'PUT https://petstore.swagger.io/v2/pet/': { body: { sold: true } } },
    expected: {
      output: { sold: true },
      requests: [pet, { call: 'PUT https://petstore.swagger.io/v2/pet/', body: { ...rex, status: 'sold' } }],
    },
  },
  {
    file: 'wait-duration-inline.yaml',
    ids: 'K34 V1',
    shows: 'half a minute passes, and the data stays as it is',
    input: { n: 1 },
    expected: { output: { n: 1 }, seconds: 30 },
  },
  {
    file: 'wait-duration-iso8601.yaml',
    ids: 'K34 V2',
    shows: 'half a minute passes, and the data stays as it is',
    input: { n: 1 },
    expected: { output: { n: 1 }, seconds: 30 },
  },
];
