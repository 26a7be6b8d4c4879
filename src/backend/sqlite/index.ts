export { createSqliteBackend, type SqliteOptions } from './backend.ts';
export { readOwner } from './owner.ts';
