export { createSqliteBackend, type SqliteOptions } from './backend.ts';
export { type Owner, readOwner } from './owner.ts';
