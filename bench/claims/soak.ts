import type { Claim } from '../claim.ts';
import { startOnRedis } from '../soak/services.ts';
import { soak } from '../soak/soak.ts';

export const claim: Claim = {
  name: 'soak',
  title:
    'A mix of workflows on Redis for as long as it takes: memory stays flat, nothing is stuck, nothing is left',
  rounds: 1,
  minutes: 3,
  endless: true,
  run: (options) => soak(startOnRedis, options),
};
