import { access, constants } from 'node:fs/promises';
import { isObject } from '../../json/json.ts';
import type { RunKind } from './allowed.ts';
import { describeAddress, findEngine } from './container/address.ts';
import { EngineApi } from './container/engine-api.ts';
import { pythonVersion, wantedPython } from './script/python.ts';

/** Milliseconds that a container engine has to answer. */
const patience = 2_000;

/** What this machine has for one kind of process. */
export interface Found {
  readonly kind: RunKind;
  readonly complete: boolean;
  readonly detail: string;
}

/** Looks for what `run` needs: a shell, Python, a container engine. */
export function inspectProcesses(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly Found[]> {
  return Promise.all([inspectShell(), inspectScript(), inspectContainer(environment)]);
}

async function inspectShell(): Promise<Found> {
  const complete = await access('/bin/sh', constants.X_OK).then(
    () => true,
    () => false,
  );
  return { kind: 'shell', complete, detail: complete ? '/bin/sh' : 'there is no /bin/sh' };
}

async function inspectScript(): Promise<Found> {
  const version = await pythonVersion();
  const python = version === undefined ? 'no python3' : `Python ${version}`;
  const note = version?.startsWith(`${wantedPython}.`) === true ? '' : ` (the DSL is for ${wantedPython})`;
  return {
    kind: 'script',
    complete: version !== undefined,
    detail: `JavaScript in a sandbox, ${python}${note}`,
  };
}

async function inspectContainer(environment: Readonly<Record<string, string | undefined>>): Promise<Found> {
  try {
    const address = findEngine(environment);
    const api = await EngineApi.open(address);
    try {
      const { body } = await api.ask({ method: 'GET', path: '/version' }, AbortSignal.timeout(patience));
      const version = isObject(body) ? String(body['Version']) : 'of an unknown version';
      return {
        kind: 'container',
        complete: true,
        detail: `engine ${version} at ${describeAddress(address)}`,
      };
    } finally {
      await api.close();
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { kind: 'container', complete: false, detail };
  }
}
