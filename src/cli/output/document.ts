import type { Json } from '../../json/json.ts';

export type Format = 'table' | 'json' | 'yaml';

/** A value as a JSON or YAML document, with its last line break. */
export async function formatDocument(value: Json, format: 'json' | 'yaml'): Promise<string> {
  if (format === 'json') return `${JSON.stringify(value, null, 2)}\n`;
  const { stringify } = await import('yaml');
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** One item of a stream: a line of JSON, or a YAML document that begins with `---`. */
export async function formatItem(value: Json, format: 'json' | 'yaml'): Promise<string> {
  return format === 'json' ? `${JSON.stringify(value)}\n` : `---\n${await formatDocument(value, 'yaml')}`;
}
