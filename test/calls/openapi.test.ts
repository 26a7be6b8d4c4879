import { Buffer } from 'node:buffer';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { folder, run } from '../external/workbench.ts';
import { serve } from '../servers/listen.ts';

const document = (server: string) => `
openapi: 3.1.0
servers: [{ url: ${server} }]
paths:
  /pets/{id}:
    parameters: [{ name: id, in: path, required: true }]
    get: { operationId: getPet, parameters: [{ name: fields, in: query, explode: false, schema: { type: array } }] }
    put:
      operationId: putPet
      requestBody: { content: { application/json: { schema: { type: object } } } }
    post:
      operationId: addPhoto
      requestBody:
        content: { multipart/form-data: { schema: { properties: { photo: { type: string, format: binary } } } } }
`;

/** A service that describes itself at /apis/pets.yaml and answers with what it was asked. */
async function servePets(server = '../v1'): Promise<string> {
  return serve(async (request, response) => {
    const body = await text(request);
    if (request.url === '/apis/pets.yaml') {
      response.end(document(server));
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.statusCode = request.url === '/v1/pets/0' ? 404 : 200;
    response.end(JSON.stringify({ asked: `${request.method} ${request.url}`, body }));
  });
}

const call = (uri: string, operation: string, parameters: string) =>
  `do: [{ a: { call: openapi, with: { document: { endpoint: '${uri}' }, operationId: ${operation}, parameters: ${parameters} } } }]`;

describe('call openapi in a workflow', () => {
  it('C10 reads the document and calls the operation at the server that it names', async () => {
    const origin = await servePets();
    const yaml = call(`${origin}/apis/pets.yaml`, 'getPet', "{ id: '${ .id }', fields: name }");
    expect((await run('workflow.yaml', yaml, { input: { id: 'a b' } })).output).toEqual({
      asked: 'GET /v1/pets/a%20b?fields=name',
      body: '',
    });
  });

  it('C10 sends what is no parameter as the body', async () => {
    const origin = await servePets();
    const yaml = call(`${origin}/apis/pets.yaml`, 'putPet', '{ id: 1, name: Rex, tags: [a] }');
    expect((await run('workflow.yaml', yaml, { input: {} })).output).toEqual({
      asked: 'PUT /v1/pets/1',
      body: '{"name":"Rex","tags":["a"]}',
    });
  });

  it('C10 sends bytes as a file of a form', async () => {
    const origin = await servePets();
    const photo = Buffer.from('not a photo').toString('base64');
    const yaml = call(`${origin}/apis/pets.yaml`, 'addPhoto', `{ id: 1, photo: '${photo}' }`);
    const { output } = await run('workflow.yaml', yaml, { input: {} });
    expect(JSON.stringify(output)).toContain('not a photo');
  });

  it('C10 U14 has a local document with it, read when the workflow was', async () => {
    const origin = await servePets();
    const path = await folder({ 'pets.yaml': document(`${origin}/v1`) });
    const { output } = await run(`${path}/workflow.yaml`, call('pets.yaml', 'getPet', '{ id: 7 }'), {
      input: {},
    });
    expect(output).toEqual({ asked: 'GET /v1/pets/7', body: '' });
  });

  it('C10 E7 faults with the status of the answer', async () => {
    const origin = await servePets();
    const { error } = await run('workflow.yaml', call(`${origin}/apis/pets.yaml`, 'getPet', '{ id: 0 }'), {
      input: {},
    });
    expect(error).toMatchObject({ status: 404, instance: '/do/0/a' });
  });

  it('C10 names the operation that was probably meant', async () => {
    const origin = await servePets();
    const { error } = await run('workflow.yaml', call(`${origin}/apis/pets.yaml`, 'getPte', '{}'), {
      input: {},
    });
    expect(error).toMatchObject({ status: 400, detail: expect.stringContaining('did you mean getPet?') });
  });
});
