import type { Finding } from '../../problem/diagnostic.ts';
import { nearest } from '../../problem/nearest.ts';
import { formats } from '../formats.ts';
import { callKinds } from '../schema/tasks/call.ts';
import { quote } from '../wording.ts';
import { unknown } from './references.ts';
import { type Check, having, type Place, type Subject, section } from './subject.ts';

const url = /^[a-z][a-z\d+.-]*:\/\//i;
/** A function in a file beside the workflow, or the folder of one. */
const file = /^\.{0,2}\/|\.(ya?ml|json)$/;
/** `name:version`, or `name:version@catalog`. */
const cataloged = /^([^:@\s]+):([^:@\s]+?)(?:@([^:@\s]+))?$/;

/** The catalog that every runtime has. */
const defaultCatalog = 'default';

/** `call` names a kind of call, a function of `use.functions`, a function of a catalog, the URL or file of one, or a plug-in. */
export const checkCalls: Check = (subject) =>
  having(subject, 'call').flatMap((place) => checkCall(place, subject));

function checkCall({ pointer, value }: Place, subject: Subject): Finding[] {
  const functions = section(subject, 'functions');
  if (typeof value !== 'string') return [];
  if (callKinds.some((kind) => kind === value) || Object.hasOwn(functions, value)) return [];
  if (url.test(value) || file.test(value) || subject.plugins.has(value)) return [];
  const [, , version, catalog] = cataloged.exec(value) ?? [];
  if (version !== undefined && formats.version.accepts(version)) {
    const catalogs = section(subject, 'catalogs');
    if (catalog === undefined || catalog === defaultCatalog || Object.hasOwn(catalogs, catalog)) return [];
    return [unknown('use.catalogs', catalog, [...Object.keys(catalogs), defaultCatalog], pointer)];
  }
  const meant = nearest(value, [...Object.keys(functions), ...callKinds, ...subject.plugins]);
  return [
    {
      code: 'unknown-function',
      message: `there is no function ${quote(value)}`,
      hint:
        meant === undefined
          ? "define it in 'use.functions', name one of a catalog as 'name:version@catalog', or load its plug-in with --plugin"
          : `did you mean ${quote(meant)}?`,
      pointer,
    },
  ];
}
