import { createRequire } from 'node:module';
import type {
  INamespace,
  Method,
  Namespace,
  NamespaceBase,
  ReflectionObject,
  Root,
  Service,
  Type,
} from 'protobufjs';
import { suggestion } from '../openapi/invalid.ts';
import { invalidProto } from './invalid.ts';

/** Parsed files that are kept; the one that was used least recently goes first. */
const capacity = 16;

/** Files of protobuf itself that its library has, but not among the well-known types. */
const bundled = ['descriptor', 'type', 'api', 'source_context'].map(
  (name) => `google/protobuf/${name}.proto`,
);

/** Files that only declare options: a call needs none of them, so they need not be there. */
const optionFiles =
  /^(google\/protobuf\/(cpp_features|java_features|go_features)\.proto|google\/api\/.+\.proto|(buf\/)?validate\/validate\.proto|protoc-gen-openapiv2\/options\/.+\.proto|gogoproto\/gogo\.proto)$/;

/** A method with the types of its messages. */
export interface Callable {
  /** `/package.Service/Method`, as it goes over the wire. */
  readonly path: string;
  readonly input: Type;
  readonly output: Type;
  /** The server answers with any number of messages. */
  readonly streams: boolean;
}

/** Reads proto files, and remembers the last ones. */
export function createProtos(): { read(text: string): Promise<Root> } {
  const kept = new Map<string, Promise<Root>>();
  return {
    read(text) {
      const found = kept.get(text) ?? parseProto(text);
      kept.delete(text);
      kept.set(text, found);
      const [oldest] = kept.keys();
      if (kept.size > capacity && oldest !== undefined) kept.delete(oldest);
      return found;
    },
  };
}

/** A proto2 or proto3 file. The well-known types may be imported, and what only declares options. */
async function parseProto(text: string): Promise<Root> {
  const { default: protobuf } = await import('protobufjs');
  const root = new protobuf.Root();
  try {
    const { imports = [], weakImports = [] } = protobuf.parse(text, root, { keepCase: true });
    for (const name of [...imports, ...weakImports]) {
      const nested = (bundled.includes(name) ? readBundled(name) : protobuf.common.get(name))?.nested;
      if (nested !== undefined) root.addJSON(nested);
      else if (!optionFiles.test(name)) throw invalidProto(`importing ${name} is not supported yet`);
    }
    root.resolveAll();
    return root;
  } catch (error) {
    if (error instanceof Error && error.name !== 'WorkflowError') throw invalidProto(error.message);
    throw error;
  }
}

function readBundled(name: string): INamespace {
  return createRequire(import.meta.url)(`protobufjs/${name.replace(/proto$/, 'json')}`);
}

/**
 * A method by its name in a service, which may be named without its package where that is enough.
 * @throws WorkflowError `configuration` for a name that is not there, or not the only one.
 */
export function findMethod(root: Root, serviceName: string, methodName: string): Callable {
  const service = findService(root, serviceName);
  const { methods } = service;
  const method = Object.hasOwn(methods, methodName) ? methods[methodName] : undefined;
  if (method === undefined) {
    const known = Object.keys(methods);
    throw invalidProto(`${nameOf(service)} has no method ${methodName}; ${suggestion(methodName, known)}`);
  }
  return callable(service, method);
}

function findService(root: Root, name: string): Service {
  const services = servicesIn(root);
  const exact = services.find((service) => nameOf(service) === name);
  if (exact !== undefined) return exact;
  const [found, second] = services.filter((service) => nameOf(service).endsWith(`.${name}`));
  if (found === undefined) {
    throw invalidProto(`there is no service ${name}; ${suggestion(name, services.map(nameOf))}`);
  }
  if (second === undefined) return found;
  throw invalidProto(`${name} is ${nameOf(found)} or ${nameOf(second)}: name one with its package`);
}

function servicesIn(namespace: NamespaceBase): readonly Service[] {
  return namespace.nestedArray.flatMap((one) => {
    if (isService(one)) return [one];
    return isNamespace(one) ? servicesIn(one) : [];
  });
}

function callable(service: Service, method: Method): Callable {
  const { resolvedRequestType: input, resolvedResponseType: output } = method.resolve() as Method;
  if (input === null || output === null) {
    throw invalidProto(`the messages of ${nameOf(service)}.${method.name} are not there`);
  }
  return {
    path: `/${nameOf(service)}/${method.name}`,
    input,
    output,
    streams: method.responseStream === true,
  };
}

function nameOf(object: ReflectionObject): string {
  return object.fullName.replace(/^\./, '');
}

function isService(object: ReflectionObject): object is Service {
  return 'methods' in object;
}

function isNamespace(object: ReflectionObject): object is Namespace {
  return 'nestedArray' in object;
}
