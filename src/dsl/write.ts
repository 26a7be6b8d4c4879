import type { Json } from '../json/json.ts';
import { yaml } from './yaml.ts';

/** A definition as YAML that reads back as the same value. */
export function toYaml(value: Json): string {
  return yaml().stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
