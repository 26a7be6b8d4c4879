import { createHash } from 'node:crypto';
import { isSecure } from '../../catalog/index.ts';
import type { BrokerBinding, Variable } from '../../catalog/model.ts';
import type { Json, JsonObject } from '../../json/json.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { Host, Place } from './broker.ts';
import { textOf, valueAt } from './codec.ts';

/** The part of a place that the document and the call decide. */
export type Address = Pick<Place, 'hosts' | 'secure' | 'path' | 'channel' | 'pattern' | 'bindings' | 'name'>;

/** What subscriptions write for a parameter that may have any value. */
const wildcards: Readonly<Record<string, string>> = {
  mqtt: '+',
  mqtt5: '+',
  nats: '*',
  amqp: '*',
  redis: '*',
};

/**
 * Where a call goes: the server's URL and the channel's address with their variables.
 * @throws WorkflowError of kind `configuration` for a variable without a value, or with one that the document excludes.
 */
export function addressOf(request: {
  readonly broker: BrokerBinding;
  readonly address: string;
  readonly variables: JsonObject;
  /** The message to publish; absent for a subscription. */
  readonly message?: { readonly payload: Json; readonly headers: JsonObject };
  readonly key: string;
}): Address {
  const { broker, variables, message, key } = request;
  const { server, parameters, protocol } = broker;
  const url = fill(server.url, (name) => {
    const given = variables[name];
    return chosen(name, given === undefined ? undefined : textOf(given), server.variables?.[name]);
  });
  let pattern = false;
  const channel = fill(request.address, (name) => {
    const parameter = parameters[name] ?? {};
    const located =
      message === undefined || parameter.location === undefined
        ? undefined
        : valueAt(parameter.location, message);
    const given = variables[name] ?? located;
    if (given === undefined && parameter.default === undefined && message === undefined) {
      const wildcard = wildcards[protocol];
      if (wildcard !== undefined) {
        pattern = true;
        return wildcard;
      }
    }
    return chosen(name, given === undefined ? undefined : textOf(given), parameter);
  });
  return {
    ...parseUrl(url, server.protocol),
    channel,
    pattern,
    bindings: broker.bindings,
    name: `eventctl-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`,
  };
}

function fill(template: string, value: (name: string) => string): string {
  return template.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => value(name));
}

function chosen(name: string, given: string | undefined, variable: Variable = {}): string {
  const only = variable.enum?.length === 1 ? variable.enum[0] : undefined;
  const value = given ?? variable.default ?? only;
  if (value === undefined)
    throw invalid(`the variable "${name}" has no value; give it one in server.variables`);
  if (variable.enum !== undefined && !variable.enum.includes(value)) {
    throw invalid(`the variable "${name}" must be one of ${variable.enum.join(', ')}, not "${value}"`);
  }
  return value;
}

function parseUrl(text: string, protocol: string): Pick<Address, 'hosts' | 'secure' | 'path'> {
  const [, scheme = protocol, rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(text) ?? [];
  const [, authority = '', path = ''] = /^([^/?#]*)([^?#]*)/s.exec(rest) ?? [];
  if (authority.includes('@')) {
    throw invalid('the URL of the server holds credentials; give them as `authentication` of the call');
  }
  if (/[?#]/.test(rest)) throw invalid('the URL of the server has a query or a fragment');
  return {
    hosts: authority.split(',').map(hostOf),
    secure: isSecure(protocol) || isSecure(scheme),
    path: path === '/' ? '' : path,
  };
}

function hostOf(text: string): Host {
  const found = /^(\[[0-9a-f:.]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/i.exec(text.trim());
  const [, host = '', port] = found ?? [];
  if (host === '' || Number(port ?? 1) > 65_535) throw invalid(`"${text}" is no host of a server`);
  return { host: host.replace(/^\[|\]$/g, ''), ...(port === undefined ? {} : { port: Number(port) }) };
}

function invalid(detail: string): WorkflowError {
  return WorkflowError.of('configuration', 'Invalid AsyncAPI call', detail);
}
