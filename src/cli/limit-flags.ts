import * as Flags from '@oclif/core/flags';
import type { EngineOptions } from '../engine/index.ts';
import { Failure } from '../problem/failure.ts';

type Limits = NonNullable<EngineOptions['limits']>;
type WorkflowRule = NonNullable<Limits['workflows']>[number];
type HostRule = NonNullable<Limits['hosts']>[number];

const repeated = (helpValue: string, description: string) =>
  Flags.string({ multiple: true, multipleNonGreedy: true, helpValue, description });

/** For the commands that run instances. Each process counts for itself. */
export const limitFlags = {
  'limit-workflow': repeated(
    'NAMESPACE/NAME=N',
    'Activities of a workflow at a time, in this process; may be repeated',
  ),
  'limit-host': repeated('HOST[:PORT]=N', 'Requests to a host at a time, from this process; may be repeated'),
  'rate-host': repeated(
    'HOST[:PORT]=N/s',
    'Requests to a host in a second, from this process; may be repeated',
  ),
};

/** What `limitFlags` came to. @throws Failure `usage`. */
export function limitChoice(flags: {
  readonly 'limit-workflow'?: readonly string[] | undefined;
  readonly 'limit-host'?: readonly string[] | undefined;
  readonly 'rate-host'?: readonly string[] | undefined;
}): Limits {
  return {
    workflows: readAll('--limit-workflow', 'NAMESPACE/NAME=N', flags['limit-workflow'], readWorkflow),
    hosts: [
      ...readAll('--limit-host', 'HOST[:PORT]=N', flags['limit-host'], readHost),
      ...readAll('--rate-host', 'HOST[:PORT]=N/s', flags['rate-host'], readRate),
    ],
  };
}

/** A rule from `WHAT=HOW MUCH`; undefined for what cannot be meant. */
type Read<Rule> = (what: string, much: string) => Rule | undefined;

function readAll<Rule>(
  flag: string,
  form: string,
  given: readonly string[] = [],
  read: Read<Rule>,
): readonly Rule[] {
  const seen = new Set<string>();
  return given.map((text) => {
    const at = text.lastIndexOf('=');
    const what = text.slice(0, Math.max(0, at));
    const rule = read(what, text.slice(at + 1));
    if (rule === undefined) throw new Failure('usage', `${flag} is ${form}, not ${text}`, hintFor(what));
    const name = what.toLowerCase();
    if (seen.has(name)) throw new Failure('usage', `${flag} ${what} is given twice`);
    seen.add(name);
    return rule;
  });
}

function hintFor(what: string): { readonly hint?: string } {
  return what.includes('://') ? { hint: 'a host as in URLs, without https:// and without a path' } : {};
}

function readWorkflow(what: string, much: string): WorkflowRule | undefined {
  const [, namespace, name] = /^([A-Za-z0-9-]+)\/([A-Za-z0-9-]+)$/.exec(what) ?? [];
  const atOnce = readCount(much);
  if (namespace === undefined || name === undefined || atOnce === undefined) return undefined;
  return { namespace, name, atOnce };
}

function readHost(what: string, much: string): HostRule | undefined {
  const place = readPlace(what);
  const atOnce = readCount(much);
  return place === undefined || atOnce === undefined ? undefined : { ...place, atOnce };
}

function readRate(what: string, much: string): HostRule | undefined {
  const place = readPlace(what);
  const perSecond = /^\d{1,6}(\.\d{1,6})?\/s$/.test(much) ? Number(much.slice(0, -2)) : 0;
  return place === undefined || perSecond === 0 ? undefined : { ...place, perSecond };
}

/** A name, an IPv4 address, or an IPv6 address in brackets; with a port or without. */
function readPlace(what: string): Pick<HostRule, 'host' | 'port'> | undefined {
  const [, host, digits] = /^(\[[0-9a-f:.]+\]|[\p{L}\p{N}._-]+)(?::(\d{1,5}))?$/iu.exec(what) ?? [];
  if (host === undefined) return undefined;
  if (digits === undefined) return { host };
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

function readCount(much: string): number | undefined {
  const count = /^\d{1,5}$/.test(much) ? Number(much) : 0;
  return count >= 1 ? count : undefined;
}
