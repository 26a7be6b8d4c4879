export { compileExpression } from './compile.ts';
export {
  type Expression,
  ExpressionError,
  type ExpressionOptions,
  ExpressionSyntaxError,
  type Language,
  languages,
  type Scope,
} from './expression.ts';
export { compileField, unwrap } from './field.ts';
export {
  compileTemplate,
  type Template,
  type TemplateFault,
  type TemplateOptions,
  TemplateSyntaxError,
} from './template.ts';
