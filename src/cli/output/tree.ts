export interface Branch {
  /** One line; may be painted. */
  readonly label: string;
  readonly children: readonly Branch[];
}

/** Branches as a tree of lines. */
export function formatTree(branches: readonly Branch[], indent = ''): string {
  return branches
    .map(({ label, children }, index) => {
      const last = index === branches.length - 1;
      const line = `${indent}${last ? '└' : '├'} ${label}`;
      const below = formatTree(children, `${indent}${last ? ' ' : '│'} `);
      return below === '' ? line : `${line}\n${below}`;
    })
    .join('\n');
}
