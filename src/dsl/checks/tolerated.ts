import { isObject } from '../../json/json.ts';
import { join, resolve } from '../../json/pointer.ts';
import type { Finding } from '../../problem/diagnostic.ts';
import { quote } from '../wording.ts';
import { type Check, having } from './subject.ts';

/**
 * What breaks a rule of the specification's schema and is accepted all the same, because published workflows do it. The
 * warning names the rule.
 */
export const checkTolerated: Check = (subject) => [
  ...dottedNamespace(resolve(subject.value, '/document/namespace')),
  ...having(subject, 'call').flatMap(({ pointer, value }) => {
    const at = join(pointer.slice(0, pointer.lastIndexOf('/')), 'with');
    return value === 'asyncapi' ? withoutDocument(at, resolve(subject.value, at)) : [];
  }),
];

function dottedNamespace(namespace: unknown): Finding[] {
  if (typeof namespace !== 'string' || !namespace.includes('.')) return [];
  return [
    {
      code: 'schema-rule',
      severity: 'warning',
      message: `the namespace ${quote(namespace)} has dots; the rule for 'document.namespace' allows letters, digits and hyphens only`,
      hint: 'it is accepted; other runtimes may refuse it',
      pointer: '/document/namespace',
    },
  ];
}

function withoutDocument(pointer: string, arguments_: unknown): Finding[] {
  if (!isObject(arguments_) || Object.hasOwn(arguments_, 'document')) return [];
  const { operation } = arguments_;
  if (typeof operation !== 'string' || !operation.includes('#')) return [];
  const [file = '', id = ''] = operation.split('#');
  return [
    {
      code: 'schema-rule',
      severity: 'warning',
      message: `this AsyncAPI call names its document in 'operation'; the rule for 'with' of such a call is that it has a 'document'`,
      hint: `it is accepted; elsewhere write 'document: { endpoint: ${file} }' and 'operation: ${id}'`,
      pointer: join(pointer, 'operation'),
    },
  ];
}
