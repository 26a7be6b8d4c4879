export { type Clock, realClock, SimulatedClock } from './clock.ts';
export { createEngine, type Engine, type EngineOptions } from './engine.ts';
export type { Log, LogEntry } from './log.ts';
export { findSchedule, type ScheduleState } from './schedules.ts';
