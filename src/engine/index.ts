export { type Clock, realClock, SimulatedClock } from './clock.ts';
export { createEngine, type Engine, type EngineOptions } from './engine.ts';
export { newInstanceId } from './instance-id.ts';
export type { Log, LogEntry } from './log.ts';
export type { Compile } from './machines.ts';
export { Router } from './router.ts';
