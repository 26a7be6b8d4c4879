export { compileExpression } from './compile.ts';
export {
  type Expression,
  ExpressionError,
  type ExpressionOptions,
  ExpressionSyntaxError,
  type Language,
  type Scope,
} from './expression.ts';
export { compileField, filterStart, unwrap } from './field.ts';
export {
  compileTemplate,
  type Template,
  TemplateSyntaxError,
} from './template.ts';
