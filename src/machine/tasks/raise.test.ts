import { describe, expect, it } from 'vitest';
import { Drive } from '../../../test/machine/drive.ts';

describe('raise', () => {
  it('K17 K18 E4 faults with the error as defined and the pointer of the task', () => {
    const run = new Drive(`do: [{a: {raise: {error: {type: 'https://x.test/e', status: 400, title: T}}}}]`);
    expect(run.instance.error).toEqual({
      type: 'https://x.test/e',
      status: 400,
      title: 'T',
      instance: '/do/0/a',
    });
  });

  it('K17 U11 evaluates what the error says', () => {
    const run = new Drive(
      `
use: { errors: { broken: { type: 'https://x.test/e', status: 500, detail: '\${ "\\($workflow.definition.document.name) is broken" }' } } }
do: [{ a: { raise: { error: broken } } }]`,
    );
    expect(run.instance.error).toMatchObject({ detail: 'sample is broken' });
  });
});
