import { isObject, type JsonObject } from '../src/json/json.ts';
import { type Kind, kinds } from './workflows.ts';

/*
 * What the frame and a driver say to each other, one JSON document a line: the driver first says hello, then answers
 * one request after the other on its stdin, until that ends. Whatever fails is answered by `{"error": "..."}`.
 */

/** The first line of a driver. */
export interface Hello {
  readonly system: string;
  readonly versions: Readonly<Record<string, string>>;
  /** When what it acknowledges is on disk. */
  readonly durability: string;
}

/** Workflows of three steps, `concurrency` of them under way at a time. */
export interface StepsRequest {
  readonly do: 'steps';
  readonly kind: Kind;
  readonly concurrency: number;
  readonly count: number;
  /** Where the steps over HTTP post to. */
  readonly url: string;
}

/** Instances that wait for an event each; the events come at `rate` a second, whatever becomes of them. */
export interface EventsRequest {
  readonly do: 'events';
  readonly rate: number;
  readonly count: number;
}

/** Where the time went; answered by `{"text": "..."}`. */
export interface ProfileRequest {
  readonly do: 'profile';
}

export type Request = StepsRequest | EventsRequest | ProfileRequest;

/** What came of steps or events. */
export interface Run {
  readonly seconds: number;
  /** In milliseconds; undefined where a system only counts ends. */
  readonly latencies: readonly number[] | undefined;
  /** Seconds of CPU by what its processes do, where the driver tells. */
  readonly cpu: Readonly<Record<string, number>>;
}

export function helloOf(line: string): Hello {
  const { ready, system, versions, durability, error } = objectOf(line);
  if (ready !== true) throw new Error(String(error ?? line));
  return {
    system: String(system),
    versions: Object.fromEntries(
      Object.entries(isObject(versions) ? versions : {}).map(([name, version]) => [name, String(version)]),
    ),
    durability: String(durability),
  };
}

/** @throws Error for what is no request, with what is wrong. */
export function requestOf(line: string): Request {
  const request = objectOf(line);
  const number = (name: string): number => {
    const value = request[name];
    if (typeof value !== 'number') throw new Error(`${name} is no number: ${line}`);
    return value;
  };
  switch (request['do']) {
    case 'steps': {
      const kind = kinds.find((known) => known === request['kind']);
      if (kind === undefined) throw new Error(`unsupported: steps of the kind ${String(request['kind'])}`);
      const [concurrency, count] = [number('concurrency'), number('count')];
      return { do: 'steps', kind, concurrency, count, url: String(request['url'] ?? '') };
    }
    case 'events':
      return { do: 'events', rate: number('rate'), count: number('count') };
    case 'profile':
      return { do: 'profile' };
    default:
      throw new Error(`unsupported: ${String(request['do'])}`);
  }
}

export function runOf(answer: JsonObject): Run {
  const { seconds, latencies, cpu } = answer;
  if (typeof seconds !== 'number') throw new Error('the driver gave no seconds');
  return {
    seconds,
    latencies: Array.isArray(latencies) ? latencies.map(Number) : undefined,
    cpu: Object.fromEntries(
      Object.entries(isObject(cpu) ? cpu : {}).map(([name, spent]) => [name, Number(spent)]),
    ),
  };
}

/** @throws Error for what is no JSON object. */
export function objectOf(line: string): JsonObject {
  const value: unknown = JSON.parse(line);
  if (!isObject(value)) throw new Error(`not an object: ${line}`);
  return value;
}
