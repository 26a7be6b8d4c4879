import type { DefinitionId } from '../dsl/workflow.ts';

/**
 * Orders versions as Semantic Versioning 2.0.0 does (section 11): numbers by value, a pre-release before its release,
 * build metadata last and only so that the order is total. Works as a comparator for `sort`.
 */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parse(left), parse(right)];
  return (
    compareIdentifiers(a.core, b.core) ||
    Number(a.prerelease.length === 0) - Number(b.prerelease.length === 0) ||
    compareIdentifiers(a.prerelease, b.prerelease) ||
    compareTexts(left, right)
  );
}

function parse(version: string): {
  readonly core: readonly string[];
  readonly prerelease: readonly string[];
} {
  const [precedence = ''] = version.split('+');
  const dash = precedence.indexOf('-');
  if (dash < 0) return { core: precedence.split('.'), prerelease: [] };
  return { core: precedence.slice(0, dash).split('.'), prerelease: precedence.slice(dash + 1).split('.') };
}

function compareIdentifiers(left: readonly string[], right: readonly string[]): number {
  for (const [index, a] of left.entries()) {
    const b = right[index];
    if (b === undefined) return 1;
    const [numericA, numericB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    // Numeric identifiers come before others, and compare by value.
    const order = numericA && numericB ? Number(a) - Number(b) : Number(numericB) - Number(numericA);
    if (order !== 0) return order;
    if (!numericA && a !== b) return compareTexts(a, b);
  }
  return left.length - right.length;
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

/** By namespace, name, then version: the order in which definitions are listed. */
export function compareDefinitions(left: DefinitionId, right: DefinitionId): number {
  return (
    compareTexts(left.namespace, right.namespace) ||
    compareTexts(left.name, right.name) ||
    compareVersions(left.version, right.version)
  );
}
