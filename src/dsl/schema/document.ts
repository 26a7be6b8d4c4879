import { closed, formatted, map, type Schema, text } from './build.ts';

export const document: Schema = closed(
  "the 'document' section",
  {
    dsl: formatted('version'),
    namespace: formatted('namespace'),
    name: formatted('name'),
    version: formatted('version'),
    title: text,
    summary: text,
    tags: map,
    metadata: map,
  },
  ['dsl', 'namespace', 'name', 'version'],
);
