import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { webUrl } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';

/** Versions of the protocol on the wire. The DSL's method names are those of 0.3. */
export type A2aVersion = '0.3' | '1.0';

/** Where an agent is called, as its card says. */
export interface Agent {
  readonly url: URL;
  readonly version: A2aVersion;
  readonly tenant?: string;
  /** Names of the security schemes of which one is needed; none where anybody may call. */
  readonly security: readonly string[];
}

interface Interface {
  readonly url: Json | undefined;
  readonly binding: Json | undefined;
  readonly version: string;
  readonly tenant?: Json | undefined;
}

/**
 * Reads an agent card, of 0.3 or 1.0, and picks the interface for JSON-RPC; where there are both versions, that of 0.3.
 * @param base where the card came from: addresses in it may be relative.
 * @throws WorkflowError `configuration` when it is no card, or has no such interface.
 */
export function readCard(text: string, base: string): Agent {
  const card = parse(text);
  const rpc = interfacesOf(card).filter(({ binding }) => binding === 'JSONRPC');
  const found =
    rpc.find(({ version }) => isLegacy(version)) ?? rpc.find(({ version }) => version.startsWith('1.'));
  if (found === undefined) {
    const offered = interfacesOf(card).map(({ binding, version }) => `${binding} ${version}`);
    throw invalid(
      `the agent has no interface for JSON-RPC of A2A 0.3 or 1.x; it has ${offered.join(', ') || 'none'}`,
    );
  }
  const address = textOf(found.url);
  if (address === undefined)
    throw invalid('the agent card has no url, so it is not known where the agent is');
  const url = webUrl(address, URL.canParse(base) ? base : undefined);
  if (url === undefined) throw invalid(`the agent's address ${address} is no http or https address`);
  const { tenant } = found;
  return {
    url,
    version: isLegacy(found.version) ? '0.3' : '1.0',
    ...(typeof tenant === 'string' && tenant !== '' ? { tenant } : {}),
    security: securityOf(card),
  };
}

function parse(text: string): JsonObject {
  let card: unknown;
  try {
    card = JSON.parse(text);
  } catch {
    // Told below, together with JSON that is no map.
  }
  if (isObject(card)) return card;
  throw invalid('the agent card is no JSON object');
}

/** The main one first. */
function interfacesOf(card: JsonObject): readonly Interface[] {
  const {
    supportedInterfaces,
    url,
    preferredTransport = 'JSONRPC',
    additionalInterfaces,
    protocolVersion,
  } = card;
  if (supportedInterfaces !== undefined) {
    return listOf(supportedInterfaces).map((one) => ({
      url: one['url'],
      binding: one['protocolBinding'],
      version: textOf(one['protocolVersion']) ?? '1.0',
      tenant: one['tenant'],
    }));
  }
  const version = textOf(protocolVersion) ?? '0.3';
  const more = listOf(additionalInterfaces).map((one) => ({
    url: one['url'],
    binding: one['transport'],
    version,
  }));
  return [{ url, binding: preferredTransport, version }, ...more];
}

function isLegacy(version: string): boolean {
  return version.startsWith('0.');
}

/** `security` of 0.3 is a list of choices, `securityRequirements` of 1.0 the same with its names in `schemes`. */
function securityOf({ security, securityRequirements }: JsonObject): readonly string[] {
  const choices = [
    ...listOf(security),
    ...listOf(securityRequirements).map(({ schemes }) => (isObject(schemes) ? schemes : {})),
  ].map((choice) => Object.keys(choice).join(' and '));
  return choices.includes('') ? [] : choices;
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function invalid(detail: string): WorkflowError {
  return WorkflowError.of('configuration', 'Invalid agent card', detail);
}
