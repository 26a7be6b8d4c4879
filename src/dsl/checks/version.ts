import { resolve } from '../../json/pointer.ts';
import { formats } from '../formats.ts';
import { quote } from '../wording.ts';
import type { Check } from './subject.ts';

/** `document.dsl` is a version of the language that this program speaks: 1.0.0 and later, before 1.1.0. */
export const checkVersion: Check = ({ value }) => {
  const pointer = '/document/dsl';
  const version = resolve(value, pointer);
  if (typeof version !== 'string' || !formats.version.accepts(version)) return [];
  if (version.startsWith('1.0.') && !version.startsWith('1.0.0-')) return [];
  return [
    {
      code: 'dsl-version',
      message: `version ${quote(version)} of the DSL is not supported`,
      hint: 'versions 1.0.0 to 1.0.x are; 1.0.3 is the newest published one',
      pointer,
    },
  ];
};
