import type { Json } from '../../src/json/json.ts';
import { type Example, errorType } from './example.ts';

const pets = 'https://petstore.swagger.io/v2/pet';
const rex = { id: 1, name: 'Rex', status: 'available' };
const people = 'https://swapi.dev/api/people/';
const found: Json = { count: 1, results: [{ name: 'Luke Skywalker' }] };

/** What the petstore says of itself, as far as the examples need it. */
const swagger: Json = {
  swagger: '2.0',
  info: { title: 'Pets', version: '1.0.0' },
  host: 'petstore.swagger.io',
  basePath: '/v2',
  schemes: ['https'],
  produces: ['application/json'],
  paths: {
    '/pet/findByStatus': {
      get: {
        operationId: 'findPetsByStatus',
        parameters: [
          {
            name: 'status',
            in: 'query',
            required: true,
            type: 'array',
            items: { type: 'string' },
            collectionFormat: 'multi',
          },
        ],
        responses: { '200': { description: 'pets by status' } },
      },
    },
  },
};

const petstore = 'https://petstore.swagger.io/v2/swagger.json';
const byStatus = `${pets}/findByStatus?status=available`;

/** Examples that call services over HTTP. */
export const httpExamples: readonly Example[] = [
  {
    file: 'call-http-endpoint-interpolation-shorthand.yaml',
    ids: 'C1 C2 V4',
    shows: 'an endpoint may be a URI template over the data',
    input: { petId: 1 },
    hosts: { [`GET ${pets}/1`]: { body: rex } },
    expected: { output: rex, requests: [`GET ${pets}/1`] },
  },
  {
    file: 'call-http-endpoint-interpolation.yaml',
    ids: 'C2 C3',
    shows: 'an endpoint may be an expression, and headers are sent',
    input: { petId: 1 },
    hosts: { [`GET ${pets}/1`]: { body: rex } },
    expected: {
      output: rex,
      requests: [{ call: `GET ${pets}/1`, headers: { 'content-type': 'application/json' } }],
    },
  },
  {
    file: 'call-http-query-headers-expressions.yaml',
    ids: 'C3 C4 F1',
    shows: 'query and headers may each be one expression',
    input: { searchQuery: 'Luke' },
    hosts: { [`GET ${people}?search=Luke`]: { body: found } },
    expected: {
      output: found,
      requests: [{ call: `GET ${people}?search=Luke`, headers: { accept: 'application/json' } }],
    },
  },
  {
    file: 'call-http-query-parameters.yaml',
    ids: 'C4',
    shows: 'query parameters are added to the endpoint, encoded',
    input: { searchQuery: 'R2 & D2' },
    hosts: { [`GET ${people}?search=R2%20%26%20D2`]: { body: found } },
    expected: { output: found, requests: [`GET ${people}?search=R2%20%26%20D2`] },
  },
  {
    file: 'call-http-query-parameters.yaml',
    ids: 'F1 F8',
    shows: 'an input that its schema does not allow is a fault, and nothing is called',
    input: { query: 'Luke' },
    expected: { status: 'faulted', error: { type: errorType('validation'), status: 400 } },
  },
  {
    file: 'call-http-redirect.yaml',
    ids: 'C8',
    shows: 'a redirect is followed when the call allows it',
    input: { searchQuery: 'Luke' },
    hosts: {
      [`GET ${people}?search=Luke`]: { status: 302, headers: { location: '/api/people/1/' } },
      [`GET ${people}1/`]: { body: found },
    },
    expected: { output: found, requests: [`GET ${people}?search=Luke`, `GET ${people}1/`] },
  },
  {
    file: 'do-single.yaml',
    ids: 'K1',
    shows: 'the output of the only task is that of the workflow',
    input: { petId: 1 },
    hosts: { [`GET ${pets}/1`]: { body: rex } },
    expected: { output: rex, requests: [`GET ${pets}/1`] },
  },
  {
    file: 'do-multiple.yaml',
    ids: 'K1 C5 F4',
    shows: 'the second call has the first one’s answer as its data, so `{petId}` has to be in that answer',
    input: { petId: 1 },
    hosts: {
      [`GET ${pets}/1`]: { body: { ...rex, petId: 1 } },
      [`PUT ${pets}/1`]: { body: { ok: true } },
    },
    expected: {
      output: { ok: true },
      requests: [`GET ${pets}/1`, { call: `PUT ${pets}/1`, body: { ...rex, petId: 1, status: 'sold' } }],
    },
  },
  {
    file: 'do-multiple.yaml',
    ids: 'V4',
    shows: 'strictly: a pet of the real petstore has an `id` and no `petId`, which expands to nothing',
    input: { petId: 1 },
    hosts: { [`GET ${pets}/1`]: { body: rex }, [`PUT ${pets}/`]: { status: 405 } },
    expected: {
      status: 'faulted',
      error: { type: errorType('communication'), status: 405, instance: '/do/1/buyPet' },
      requests: [`GET ${pets}/1`, `PUT ${pets}/`],
    },
  },
  {
    file: 'star-wars-homeworld.yaml',
    ids: 'C6 C7 T4 X7',
    shows: 'a response as a whole can be looked into, and what was exported is read by the next task',
    input: { id: 1 },
    hosts: {
      [`GET ${people}1`]: {
        body: { name: 'Luke Skywalker', homeworld: 'https://swapi.dev/api/planets/1/' },
      },
      'GET https://swapi.dev/api/planets/1/': { body: { name: 'Tatooine' } },
    },
    expected: {
      output: { name: 'Tatooine' },
      requests: [`GET ${people}1`, 'GET https://swapi.dev/api/planets/1/'],
    },
  },
  {
    file: 'call-openapi.yaml',
    ids: 'C10',
    shows: 'an operation is called by its id, as its document describes it',
    hosts: { [`GET ${petstore}`]: { body: swagger }, [`GET ${byStatus}`]: { body: [rex] } },
    expected: { output: [rex], requests: [`GET ${petstore}`, `GET ${byStatus}`] },
  },
  {
    file: 'call-openapi.yaml',
    ids: 'C10',
    shows: 'a redirect is an error where the call does not allow it',
    hosts: {
      [`GET ${petstore}`]: { body: swagger },
      [`GET ${byStatus}`]: { status: 302, headers: { location: `${pets}/all` } },
    },
    expected: {
      status: 'faulted',
      error: { type: errorType('communication'), status: 302, instance: '/do/0/findPet' },
      requests: [`GET ${petstore}`, `GET ${byStatus}`],
    },
  },
  {
    file: 'call-openapi-redirect.yaml',
    ids: 'C10',
    shows: 'a redirect is followed where the call allows it',
    hosts: {
      [`GET ${petstore}`]: { body: swagger },
      [`GET ${byStatus}`]: { status: 302, headers: { location: `${pets}/all` } },
      [`GET ${pets}/all`]: { body: [rex] },
    },
    expected: { output: [rex], requests: [`GET ${petstore}`, `GET ${byStatus}`, `GET ${pets}/all`] },
  },
  {
    file: 'call-custom-function-inline.yaml',
    ids: 'C26 U11',
    shows: 'a function gets what `with` gives as its input',
    hosts: { [`GET ${pets}/69`]: { body: { ...rex, id: 69 } } },
    expected: { output: { ...rex, id: 69 }, requests: [`GET ${pets}/69`] },
  },
  {
    file: 'call-custom-function-cataloged.yaml',
    ids: 'C28 U10',
    shows: 'a function is read from a URL when the workflow is applied',
    hosts: {
      'GET https://raw.githubusercontent.com/serverlessworkflow/catalog/main/functions/log/1.0.0/function.yaml':
        {
          body: `input:
  schema:
    document: { type: object, required: [message, level], properties: { message: { type: string } } }
set:
  line: '\${ (.level | ascii_upcase) + " " + .message }'
  stamped: \${ .timestamp }
`,
        },
    },
    expected: {
      output: { line: 'INFORMATION Hello, world!', stamped: true },
      requests: [
        'GET https://raw.githubusercontent.com/serverlessworkflow/catalog/main/functions/log/1.0.0/function.yaml',
      ],
    },
  },
];
