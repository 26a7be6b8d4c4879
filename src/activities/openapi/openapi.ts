import type { Authenticator } from '../../authentication/index.ts';
import type { Json } from '../../json/json.ts';
import type { Resources } from '../../resources/index.ts';
import type { Activity } from '../activity.ts';
import { sendRequest } from '../http/send.ts';
import { readResource } from '../resource.ts';
import { createDocuments, objectOf } from './document.ts';
import { invalidDocument } from './invalid.ts';
import { readOperation } from './read.ts';
import { requestOf } from './request.ts';

interface OpenApiOptions {
  /** Sends the requests. */
  readonly authenticator: Authenticator;
  /** Reads the documents. */
  readonly resources: Pick<Resources, 'read'>;
}

/**
 * `call: openapi`: finds an operation in an OpenAPI 3.0 or 3.1 or Swagger 2.0 document and calls it; the answer is read
 * as `call: http` reads it. The document's own security is not looked at: the task says how to authenticate.
 * @throws WorkflowError `configuration` for a document or an operation that cannot be used, `validation` for parameters
 * that do not fit, and what `call: http` throws.
 */
export function createOpenApiActivity({ authenticator, resources }: OpenApiOptions): Activity {
  const documents = createDocuments();
  return {
    kind: 'openapi',
    async run(request, context) {
      const { document, operationId, parameters, ...rest } = request.arguments;
      const resource = await readResource(resources, document, context.signal);
      const api = await documents.read(resource.text, resource.uri);
      const operation = readOperation(api, textOf(operationId), resource.uri);
      const ready = requestOf(operation, objectOf(parameters), rest);
      if (ready.credentials !== undefined && isStepDown(resource.uri, ready.url)) {
        throw invalidDocument(
          `${resource.uri} came over https and names the server ${ready.url.origin}; credentials are not sent there in the clear`,
        );
      }
      return sendRequest(ready, authenticator, context);
    },
  };
}

function isStepDown(document: string, url: URL): boolean {
  return document.startsWith('https:') && url.protocol === 'http:';
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
