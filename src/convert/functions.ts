import { unwrap } from '../expressions/index.ts';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import type { Conversion } from './conversion.ts';
import type { Source } from './source.ts';

/** A task that does what a function does. */
export interface Invocation {
  readonly task: JsonObject;
  /** False where the task puts out its own input: there is nothing to merge. */
  readonly hasResult: boolean;
}

interface Call {
  readonly definition: Source;
  readonly reference: Source;
  readonly operation: string;
  readonly arguments: Source;
  /** jq for the part of the data that the arguments see. */
  readonly from: string | undefined;
  readonly conversion: Conversion;
}

type Converter = (call: Call) => Invocation | undefined;

/** The task that a `functionRef` stands for. */
export function invocationOf(
  reference: Source,
  from: string | undefined,
  conversion: Conversion,
): Invocation | undefined {
  const detailed = isObject(reference.value);
  if (detailed) {
    reference.only('a functionRef', ['refName', 'arguments', 'selectionSet', 'invoke']);
  }
  const name = detailed ? reference.get('refName') : reference;
  const definition = conversion.find('functions', name);
  if (definition === undefined) return undefined;
  definition.only('a function', ['name', 'operation', 'type', 'authRef', 'metadata']);
  const type = definition.get('type').text() ?? 'rest';
  const convert = Object.hasOwn(converters, type) ? converters[type] : customFunction;
  const invoke = reference.get('invoke');
  if (detailed && invoke.value === 'async' && type !== 'asyncapi') {
    invoke.refuse('a call that nobody waits for has no counterpart', "remove it, or use 'invoke: sync'");
  }
  return convert?.({
    definition,
    reference,
    operation: definition.required('operation'),
    arguments: reference.get('arguments'),
    from,
    conversion,
  });
}

function called(call: Call, kind: string, with_: JsonObject): Invocation {
  const { conversion, definition, reference } = call;
  const operation = definition.get('operation');
  const arguments_ = conversion.origins.mark(with_, definition, {
    document: operation,
    operation,
    operationId: operation,
    endpoint: operation,
    proto: operation,
    method: operation,
    parameters: call.arguments,
    message: call.arguments,
    body: call.arguments,
    arguments: call.arguments,
  });
  return {
    task: conversion.origins.mark({ call: kind, with: arguments_ }, reference),
    hasResult: true,
  };
}

/** The arguments, or without any what the action sees of the data. */
function payloadOf({ arguments: given, from, conversion }: Call): Json {
  return given.present ? conversion.template(given, from) : `\${ ${from ?? '.'} }`;
}

function partsOf(
  { operation, definition }: Call,
  count: number,
  form: string,
): readonly string[] | undefined {
  const parts = operation.split('#');
  if (parts.length === count && parts.every((part) => part !== '')) return parts;
  definition.get('operation').refuse(`this should be ${form}`);
  return undefined;
}

const converters: Readonly<Record<string, Converter>> = {
  rest(call) {
    if (!call.operation.includes('#')) return httpCall(call, call.operation);
    const parts = partsOf(call, 2, 'the address of an OpenAPI document, # and an operationId');
    if (parts === undefined) return undefined;
    const [document = '', operationId = ''] = parts;
    const { arguments: given, from, conversion } = call;
    return called(call, 'openapi', {
      ...authenticated(call, document),
      operationId,
      ...(given.present ? { parameters: conversion.template(given, from) } : {}),
    });
  },
  asyncapi(call) {
    const parts = partsOf(call, 2, 'the address of an AsyncAPI document, # and an operationId');
    if (parts === undefined) return undefined;
    const [document = '', operation = ''] = parts;
    // The document is not at hand here, so it cannot be known in which direction its messages go.
    call.definition.note(
      `'${operation}' is taken as an operation to publish to; one to receive from is a 'subscription'`,
    );
    const invocation = called(call, 'asyncapi', {
      ...authenticated(call, document),
      operation,
      message: { payload: payloadOf(call) },
    });
    return { ...invocation, hasResult: false };
  },
  rpc(call) {
    const parts = partsOf(call, 3, 'the address of a proto file, #, a service, # and a method');
    if (parts === undefined) return undefined;
    const [proto = '', service = '', method = ''] = parts;
    const { definition, arguments: given, from, conversion } = call;
    const host = definition.get('metadata').get('host').text();
    const port = definition.get('metadata').get('port').number();
    if (host === undefined) {
      definition.refuse(
        'DSL 0.8 does not say where a gRPC service is, and DSL 1.0 has to know',
        "add 'metadata: { host: …, port: … }' to the function",
      );
      return undefined;
    }
    definition.get('metadata').note('host and port of the gRPC service are those of its metadata');
    return called(call, 'grpc', {
      proto: { endpoint: proto },
      service: { name: service, host, ...(port === undefined ? {} : { port }), ...authenticationOf(call) },
      method,
      ...(given.present ? { arguments: conversion.template(given, from) } : {}),
    });
  },
  expression(call) {
    const { conversion, definition, reference, from } = call;
    const body = conversion.jq(definition.get('operation'));
    const task = { set: `\${ ${from === undefined ? body : `${from} | ${body}`} }` };
    return {
      task: conversion.origins.mark(task, reference, { set: definition.get('operation') }),
      hasResult: true,
    };
  },
  custom: customFunction,
  graphql: refused('GraphQL'),
  odata: refused('OData'),
};

function refused(protocol: string): Converter {
  return ({ definition }) => {
    definition.refuse(`functions of ${protocol} have no counterpart in DSL 1.0`, 'call it over HTTP');
    return undefined;
  };
}

/** `rest:get:URL` is known from runtimes of 0.8; anything else is a call that a plug-in has to add. */
function customFunction(call: Call): Invocation | undefined {
  const { definition, arguments: given, from, conversion } = call;
  const http = /^rest:(\w+:.+)$/s.exec(call.operation)?.[1];
  if (http !== undefined) return httpCall(call, http);
  const name = definition.required('name');
  definition.note(`'${name}' is called by its name: a plug-in has to add it`);
  return called(call, name, given.present ? { ...members(conversion.template(given, from)) } : {});
}

const addressed = /^(?:(get|put|post|patch|delete|head|options)[:\s]\s*)?(https?:\/\/.+)$/is;

/** A URL in place of an OpenAPI operation: arguments are its `{names}`, then the query, or the body of a method that has one. */
function httpCall(call: Call, operation: string): Invocation | undefined {
  const { definition, arguments: given, from, conversion } = call;
  const [, verb = 'get', address = ''] = addressed.exec(operation) ?? [];
  if (address === '') {
    definition
      .get('operation')
      .refuse(
        'this names neither an operation of an OpenAPI document nor a URL',
        'such as file://pets.yaml#getPet or GET:https://example.com/pets',
      );
    return undefined;
  }
  const method = verb.toLowerCase();
  const values = given.present ? members(conversion.template(given, from)) : {};
  const inPath = new Set([...address.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name));
  const rest = Object.fromEntries(Object.entries(values).filter(([name]) => !inPath.has(name)));
  const endpoint = inPath.size === 0 ? address : filled(address, values);
  const withBody = ['post', 'put', 'patch'].includes(method);
  const sent = Object.keys(rest).length === 0 ? {} : withBody ? { body: rest } : { query: rest };
  const { authentication } = authenticationOf(call);
  return called(call, 'http', {
    method,
    endpoint: authentication === undefined ? endpoint : { uri: endpoint, authentication },
    ...sent,
  });
}

/** The address with its `{names}` replaced by arguments. */
function filled(address: string, values: JsonObject): string {
  const parts = address.split(/\{(\w+)\}/).map((part, index) => {
    if (index % 2 === 0) return JSON.stringify(part);
    const value = values[part] ?? null;
    const jq = typeof value === 'string' ? unwrap(value)?.trim() : undefined;
    return `(${jq ?? JSON.stringify(value)} | tostring | @uri)`;
  });
  return `\${ ${parts.filter((part) => part !== '""').join(' + ')} }`;
}

function members(value: Json): JsonObject {
  return isObject(value) ? value : {};
}

/** What `authRef` opens is a document elsewhere; one beside the workflow is open, so the operation itself is meant. */
function authenticated(call: Call, document: string): JsonObject {
  const { authentication } = authenticationOf(call);
  if (authentication === undefined) return { document: { endpoint: document } };
  if (/^https?:/.test(document)) return { document: { endpoint: { uri: document, authentication } } };
  call.definition.get('authRef').note('the document is a local file, so the call itself is authenticated');
  return { document: { endpoint: document }, authentication };
}

function authenticationOf({ definition, conversion }: Call): { readonly authentication?: JsonObject } {
  const reference = definition.get('authRef');
  if (!reference.present || conversion.find('auth', reference) === undefined) return {};
  return { authentication: { use: reference.text() ?? '' } };
}
