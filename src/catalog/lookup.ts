import { posix } from 'node:path';
import { nearest } from '../problem/nearest.ts';
import { bindingFor, chooseBroker } from './broker.ts';
import type { Channel, Message, Operation, OperationBinding, OperationReference, Service } from './model.ts';

/** Why a reference is none: one sentence, which part of it is wrong, and a hint when something similar exists. */
interface UnresolvedOperation {
  readonly problem: string;
  readonly part: keyof OperationReference;
  readonly hint?: string;
}

export type ResolvedOperation = { readonly binding: OperationBinding } | UnresolvedOperation;

/**
 * The services that a person names by file (with or without its ending), title, operation id, channel or message. The
 * earlier kind of name wins; several services may have one of that name.
 */
export function findServices(services: readonly Service[], name: string): readonly Service[] {
  const byName = called(services, name);
  if (byName.length > 0) return byName;
  const kinds: readonly ((service: Service) => boolean)[] = [
    ({ operations }) => operations.some(({ id }) => id === name),
    ({ channels }) => channels.some((channel) => channel.name === name || channel.address === name),
    ({ channels }) => channels.some(({ messages }) => messages.some((message) => message.name === name)),
  ];
  for (const matches of kinds) {
    const found = services.filter(matches);
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * Finds what a workflow's `call: asyncapi` names. Three forms:
 *
 * - `operation: file://name.yaml#operationId` without a document;
 * - `document` (path, URI or title) with `operation` (its id, or a pointer `#/operations/id`);
 * - `document` with `channel`.
 *
 * A document is found by its file's base name (it is stored under that), else by the same without its ending, else
 * by title: `file://payments.yaml` is also the service titled `payments`.
 * Without a document the operation or channel must be the only one of its name in the catalog. With a server or a
 * protocol the binding has a broker too.
 */
export function resolveOperation(
  services: readonly Service[],
  reference: OperationReference,
): ResolvedOperation {
  const { document, operation, channel } = inParts(reference);
  if (operation === undefined && channel === undefined) {
    return { problem: 'neither an operation nor a channel is named', part: 'operation' };
  }
  if (services.length === 0) {
    const hint = 'apply the AsyncAPI document together with the workflow';
    return { problem: 'the catalog is empty', part: 'document', hint };
  }
  const named = document === undefined ? services : called(services, document);
  if (document !== undefined && named.length === 0) {
    return unknownDocument(services, document);
  }
  if (document !== undefined && named.length > 1) return ambiguous('document', `"${document}"`, named);
  return operation === undefined
    ? resolveChannel(named, channel ?? '', reference)
    : resolveId(named, operation, reference);
}

function resolveId(
  services: readonly Service[],
  id: string,
  reference: OperationReference,
): ResolvedOperation {
  const found = services.flatMap((service) =>
    service.operations
      .filter((operation) => operation.id === id)
      .map((operation) => ({ service, operation })),
  );
  const [first, second] = found;
  if (second !== undefined)
    return ambiguous(
      'operation',
      `operation "${id}"`,
      found.map(({ service }) => service),
    );
  if (first !== undefined) return bindOperation(first.service, first.operation, reference);
  const ids = services.flatMap(({ operations }) => operations.map((operation) => operation.id));
  return unknown('operation', `no operation "${id}" in ${whereOf(services, reference.document)}`, id, ids);
}

function resolveChannel(
  services: readonly Service[],
  name: string,
  reference: OperationReference,
): ResolvedOperation {
  const inService = (service: Service) =>
    service.channels.find((channel) => channel.name === name) ??
    service.channels.find((channel) => channel.address === name);
  const found = services.flatMap((service) => {
    const channel = inService(service);
    return channel === undefined ? [] : [{ service, channel }];
  });
  const [first, second] = found;
  if (second !== undefined)
    return ambiguous(
      'channel',
      `channel "${name}"`,
      found.map(({ service }) => service),
    );
  if (first !== undefined) return bind(first.service, first.channel, first.channel.messages, reference);
  const names = services.flatMap(({ channels }) => channels.map((channel) => channel.name));
  return unknown('channel', `no channel "${name}" in ${whereOf(services, reference.document)}`, name, names);
}

function bindOperation(
  service: Service,
  operation: Operation,
  reference: OperationReference,
): ResolvedOperation {
  const found = service.channels.find(({ name }) => name === operation.channel);
  const channel: Channel = found ?? { name: operation.channel, address: operation.channel, messages: [] };
  const own = channel.messages.filter((message) => operation.messages.includes(message.name));
  return bind(service, channel, own, reference, operation);
}

function bind(
  service: Service,
  channel: Channel,
  messages: readonly Message[],
  reference: OperationReference,
  operation?: Operation,
): ResolvedOperation {
  const chosen = chooseBroker(reference, service, channel, operation);
  if (chosen !== undefined && 'problem' in chosen) return chosen;
  const { name, address } = channel;
  const binding = {
    service: service.file,
    channel: name,
    address,
    ...(operation === undefined ? {} : { operation: operation.id }),
  };
  if (chosen === undefined) return { binding: { ...binding, messages: messages.map(withoutBroker) } };
  const { broker } = chosen;
  return { binding: { ...binding, messages: messages.map(forProtocol(broker.protocol)), broker } };
}

/** What is only of interest to a broker is no part of a workflow that uses none. */
function withoutBroker({ envelope: _1, correlationId: _2, bindings: _3, ...message }: Message): Message {
  return message;
}

function forProtocol(protocol: string): (message: Message) => Message {
  return ({ bindings, ...message }) => {
    const own = bindingFor(protocol, bindings);
    return Object.keys(own).length === 0 ? message : { ...message, bindings: own };
  };
}

/** Takes `file://name.yaml#id` and `#/operations/id` apart. */
function inParts(reference: OperationReference): OperationReference {
  const { document, operation } = reference;
  const hash = operation?.indexOf('#') ?? -1;
  if (operation === undefined || hash < 0) return reference;
  const file = document ?? (hash === 0 ? undefined : operation.slice(0, hash));
  const id = decoded(operation.slice(hash + 1).replace(/^\/operations\//, ''));
  return { ...(file === undefined ? {} : { document: file }), operation: id };
}

/** The services that a path, URI or title may mean: by file, else by file without its ending, else by title. */
function called(services: readonly Service[], document: string): readonly Service[] {
  const names = [...new Set([document, baseName(document)])];
  const stems = names.map(withoutEnding);
  const kinds: readonly ((service: Service) => boolean)[] = [
    ({ file }) => names.includes(file),
    ({ file }) => stems.includes(withoutEnding(file)),
    ({ title }) => names.includes(title) || stems.includes(title),
  ];
  return kinds.map((matches) => services.filter(matches)).find((found) => found.length > 0) ?? [];
}

/** The last part of a path or URI. */
function baseName(document: string): string {
  const isUri = /^[a-z][a-z0-9+.-]*:\/\//i.test(document);
  const path = isUri ? document.replace(/[?#].*$/, '') : document.replaceAll('\\', '/');
  const base = posix.basename(path);
  return isUri ? decoded(base) : base;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutEnding(file: string): string {
  return file.replace(/\.(ya?ml|json)$/i, '');
}

function unknownDocument(services: readonly Service[], document: string): UnresolvedOperation {
  const files = services.map(({ file }) => file);
  const names = new Map(
    services.flatMap(({ file, title }) => [
      [title, title],
      [withoutEnding(file), file],
    ]),
  );
  const near = nearest(withoutEnding(baseName(document)), names.keys());
  const meant = near === undefined ? undefined : names.get(near);
  return {
    problem: `no service "${document}" in the catalog`,
    part: 'document',
    hint: meant === undefined ? listOf(files) : `did you mean "${meant}"?`,
  };
}

function whereOf(services: readonly Service[], document: string | undefined): string {
  const [only] = services;
  return document === undefined || only === undefined ? 'the catalog' : `${only.file} ("${only.title}")`;
}

function ambiguous(
  part: UnresolvedOperation['part'],
  what: string,
  services: readonly Service[],
): UnresolvedOperation {
  const files = [...new Set(services.map(({ file }) => file))];
  return {
    problem: `${what} is in more than one service: ${files.join(', ')}`,
    part,
    hint: 'name the document too, by its file',
  };
}

function unknown(
  part: UnresolvedOperation['part'],
  problem: string,
  name: string,
  candidates: readonly string[],
): UnresolvedOperation {
  const meant = nearest(name, candidates);
  if (meant !== undefined) return { problem, part, hint: `did you mean "${meant}"?` };
  return candidates.length === 0 ? { problem, part } : { problem, part, hint: listOf(candidates) };
}

function listOf(names: readonly string[]): string {
  const distinct = [...new Set(names)].slice(0, 5);
  return `there is ${distinct.map((one) => `"${one}"`).join(', ')}`;
}
