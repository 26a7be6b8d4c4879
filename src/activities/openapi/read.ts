import type { Json, JsonObject } from '../../json/json.ts';
import { webUrl } from '../../network/index.ts';
import { type ApiDocument, type Located, listOf, objectOf } from './document.ts';
import { invalidDocument } from './invalid.ts';
import { bodyOf3, parameterOf3, serverOf3 } from './openapi3.ts';
import type { Body, Operation, Parameter } from './operation.ts';
import { bodyOf2, parameterOf2, serverOf2 } from './swagger2.ts';

/**
 * The operation with that id. Servers are relative to the document's own address.
 * @throws WorkflowError `configuration` when it is not there, or is not described so that it can be called.
 */
export function readOperation(document: ApiDocument, id: string, documentUri: string): Operation {
  const located = document.find(id);
  const given = parametersOf(document, located);
  const parameters = given.flatMap((one): readonly Parameter[] => {
    const found = document.version === 2 ? parameterOf2(one) : parameterOf3(document, one);
    return found === undefined ? [] : [found];
  });
  const body = bodyOf(document, located, given);
  return {
    id,
    method: located.method.toUpperCase(),
    path: located.path,
    server: serverOf(document, located, documentUri),
    parameters: [...parameters, ...keysOf(document, parameters, body)],
    ...(body === undefined ? {} : { body }),
  };
}

function bodyOf(document: ApiDocument, located: Located, given: readonly JsonObject[]): Body | undefined {
  return document.version === 2 ? bodyOf2(document, located, given) : bodyOf3(document, located);
}

/** Those of the operation replace those of its path with the same name and place. */
function parametersOf(document: ApiDocument, { item, operation }: Located): readonly JsonObject[] {
  const all = [item, operation].flatMap(({ parameters }) =>
    listOf(parameters).map((one) => document.follow(one)),
  );
  const named = all.map((one): [string, JsonObject] => [JSON.stringify([one['in'], one['name']]), one]);
  return [...new Map(named).values()];
}

/** API keys are no parameters to OpenAPI, and no authentication to the DSL: a workflow may give them as parameters. */
function keysOf(
  document: ApiDocument,
  parameters: readonly Parameter[],
  body: Body | undefined,
): readonly Parameter[] {
  const { securityDefinitions, components } = document.root;
  const schemes = objectOf(
    document.version === 2 ? securityDefinitions : objectOf(components)['securitySchemes'],
  );
  return Object.values(schemes).flatMap((scheme: Json): readonly Parameter[] => {
    const { type, name, in: place } = document.follow(scheme);
    if (type !== 'apiKey' || typeof name !== 'string') return [];
    if (place !== 'query' && place !== 'header' && place !== 'cookie') return [];
    if (parameters.some((one) => one.name === name) || body?.shape.properties[name] !== undefined) return [];
    const style = place === 'header' ? 'simple' : 'form';
    return [
      {
        name,
        in: place,
        style,
        required: false,
        explode: false,
        allowReserved: false,
        isArray: false,
        asJson: false,
      },
    ];
  });
}

function serverOf(document: ApiDocument, located: Located, documentUri: string): URL {
  const text =
    document.version === 2 ? serverOf2(document, located, documentUri) : serverOf3(document, located);
  const base = URL.canParse(documentUri) ? documentUri : undefined;
  const url = webUrl(text, base);
  if (url !== undefined) return url;
  throw invalidDocument(
    `the server ${text} is no http or https address${base === undefined ? ', and the document has none either' : ''}`,
  );
}
