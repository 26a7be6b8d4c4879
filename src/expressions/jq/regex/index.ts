export { compileRegex } from './compile.ts';
export { Matcher } from './matcher.ts';
export type { Flags } from './parser.ts';
export type { Program } from './program.ts';
export { RegexRefusal, RegexSyntaxError } from './syntax-error.ts';
export { decode, type Text } from './text.ts';
