/** A definition that must be refused. */
export interface Malformed {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Something of what is said about it. */
  readonly says: RegExp;
  /** Line of the first mistake, where the input has one. */
  readonly line: number;
}

const head = `document:
  dsl: 1.0.3
  namespace: default
  name: broken
  version: 1.0.0
`;

/** A workflow whose tasks begin on line 7. */
function tasks(text: string): string {
  return `${head}do:\n${text}`;
}

function aliasBomb(): string {
  const levels = Array.from({ length: 12 }, (_, level) => {
    const previous = level === 0 ? '"x"' : `*a${level - 1}`;
    return `    a${level}: &a${level} [${Array.from({ length: 10 }, () => previous).join(', ')}]`;
  });
  return `${head}  metadata:\n${levels.join('\n')}\ndo: []\n`;
}

function notUtf8(): Uint8Array {
  const text = Buffer.from(`${head}do:\n  - a:\n      set: { b: "`);
  return Buffer.concat([text, Buffer.from([0xc3, 0x28]), Buffer.from('" }\n')]);
}

export const malformed: readonly Malformed[] = [
  {
    name: 'bad YAML',
    content: tasks('  - a:\n      set: { b: [1, 2 }\n'),
    says: /\S/,
    line: 8,
  },
  { name: 'an alias bomb', content: aliasBomb(), says: /alias/i, line: 10 },
  { name: 'a wrong type', content: tasks('  - a:\n      wait: 5\n'), says: /wait/i, line: 8 },
  {
    name: 'an unknown key',
    content: tasks('  - a:\n      set: { b: 1 }\n      iff: .c\n'),
    says: /iff/,
    line: 9,
  },
  {
    name: 'a dangling reference',
    content: tasks('  - a:\n      raise: { error: nowhere }\n'),
    says: /nowhere/,
    line: 8,
  },
  {
    name: 'a duplicate name',
    content: tasks('  - a:\n      set: { b: 1 }\n  - a:\n      set: { b: 2 }\n'),
    says: /\ba\b/,
    line: 9,
  },
  {
    name: 'a then to nowhere',
    content: tasks('  - a:\n      set: { b: 1 }\n      then: nowhere\n'),
    says: /nowhere/,
    line: 9,
  },
  {
    name: 'a then into another scope',
    content: tasks(
      '  - a:\n      set: { b: 1 }\n      then: inner\n  - outer:\n      do:\n        - inner:\n            set: { c: 1 }\n',
    ),
    says: /inner/,
    line: 9,
  },
  {
    name: 'a jq syntax error',
    content: tasks('  - a:\n      set: { b: "${ .c | }" }\n'),
    says: /\S/,
    line: 8,
  },
  {
    name: 'a document of 5 MB',
    content: tasks(`  - a:\n      set: { b: "${'x'.repeat(5 * 1024 * 1024)}" }\n`),
    says: /large|big|MiB|bytes/i,
    line: 1,
  },
  { name: 'bytes that are not UTF-8', content: notUtf8(), says: /UTF-8/, line: 8 },
  {
    name: 'NUL bytes',
    content: tasks('  - a:\n      set: { b: "\0" }\n'),
    says: /control|NUL|character/i,
    line: 8,
  },
  {
    name: 'two task kinds in one task',
    content: tasks('  - a:\n      set: { b: 1 }\n      wait: PT1S\n'),
    says: /set|wait/,
    line: 7,
  },
  {
    name: 'an unknown call kind',
    content: tasks('  - a:\n      call: telepathy\n      with: {}\n'),
    says: /telepathy/,
    line: 8,
  },
  {
    name: 'a JSONata syntax error',
    content: `${head}evaluate: { language: jsonata }\ndo:\n  - a:\n      set: { b: "\${ $sum( }" }\n`,
    says: /\S/,
    line: 9,
  },
  {
    name: 'a bad duration',
    content: tasks('  - a:\n      wait: 5 minutes\n'),
    says: /duration|ISO/i,
    line: 8,
  },
  {
    name: 'an unsupported DSL version',
    content: tasks('  - a:\n      set: { b: 1 }\n').replace('1.0.3', '0.8.0'),
    says: /0\.8/,
    line: 2,
  },
  {
    name: 'an unknown variable',
    content: tasks('  - a:\n      set: { b: "${ $nobody }" }\n'),
    says: /nobody/,
    line: 8,
  },
  { name: 'an empty file', content: '', says: /\S/, line: 1 },
  {
    name: 'deep nesting',
    content: tasks(`  - a:\n      set: { b: ${'['.repeat(20_000)}${']'.repeat(20_000)} }\n`),
    says: /deep|nest/i,
    line: 8,
  },
  {
    name: 'an unknown root key',
    content: `${tasks('  - a:\n      set: { b: 1 }\n')}timeouts: { after: PT1S }\n`,
    says: /timeouts/,
    line: 9,
  },
];
