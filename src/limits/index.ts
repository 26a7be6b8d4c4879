export { type Destination, HostLimits, type HostRule } from './host.ts';
export { Limit, type Pace } from './limit.ts';
export { Slots } from './slots.ts';
