import type { Claim } from '../claim.ts';
import { startOnSqlite } from '../soak/services.ts';
import { soak } from '../soak/soak.ts';

export const claim: Claim = {
  name: 'soak-sqlite',
  title: 'The same mix on sqlite',
  rounds: 1,
  minutes: 3,
  endless: true,
  run: (options) => soak(startOnSqlite, options),
};
