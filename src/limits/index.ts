export { type Destination, HostLimits, type HostRule } from './host.ts';
export { Limit, type Pace } from './limit.ts';
export { type Signal, Slots } from './slots.ts';
