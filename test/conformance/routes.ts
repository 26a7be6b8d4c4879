/** The public services that the kit calls, as a stub file; the one description both of the runs in process and by command. */
export const routes = `
- request: { method: get, url: 'https://petstore.swagger.io/v2/swagger.json' }
  response:
    body:
      swagger: '2.0'
      info: { title: Pets, version: 1.0.0 }
      host: petstore.swagger.io
      basePath: /v2
      schemes: [https]
      produces: [application/json]
      paths:
        /pet/findByStatus:
          get:
            operationId: findPetsByStatus
            parameters:
              - name: status
                in: query
                required: true
                type: array
                items: { type: string }
                collectionFormat: multi
            responses: { '200': { description: pets by status } }
        /pet/{petId}:
          get:
            operationId: getPetById
            parameters: [{ name: petId, in: path, required: true, type: integer }]
            responses: { '200': { description: one pet } }
- request: { method: get, url: 'https://petstore.swagger.io/v2/pet/findByStatus?status=available' }
  response:
    body:
      - { id: 7, name: Rex, status: available }
      - { id: 8, name: Tom, status: available }
- request: { method: get, url: 'https://petstore.swagger.io/v2/pet/1' }
  response: { body: { id: 1, name: Rex, status: available } }
- request: { method: get, url: 'https://petstore.swagger.io/v2/pet/2' }
  response: { body: { id: 2, name: Tom, status: sold } }
- request: { method: get, url: 'https://petstore.swagger.io/v2/pet/getPetByName/Milou' }
  response: { status: 404, body: { message: Pet not found } }
- request:
    method: get
    url: https://httpbin.org/basic-auth/serverless-workflow/conformance-test
    headers: { Authorization: Basic ${Buffer.from('serverless-workflow:conformance-test').toString('base64')} }
  response: { body: { authenticated: true, user: serverless-workflow } }
- request: { method: get, url: 'https://httpbin.org/basic-auth/*' }
  response: { status: 401 }
`;
