import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { ExpressionError } from '../../expressions/index.ts';
import type { Json, JsonObject } from '../../json/json.ts';
import { Failure } from '../../problem/failure.ts';
import { pointAt } from '../caret.ts';
import { EventctlCommand } from '../command.ts';
import { readArguments, readJson } from '../input.ts';
import { plain } from '../output/colour.ts';
import { formatDocument } from '../output/document.ts';

/** `eventctl expr`: a runtime expression on an input, for trying. */
export default class Expr extends EventctlCommand {
  static override summary = 'Evaluate a runtime expression and print its outputs';
  static override description =
    `Evaluates FILTER as a workflow would, within the same bounds, and prints each output as a line of JSON. \${ } around
FILTER may stay. A workflow takes the first output only.`;
  static override examples = [
    "<%= config.bin %> expr '.items[] | select(.price > 10)' --input @order.json",
    '<%= config.bin %> expr \'"Hello \\(.name), \\($greeting)"\' --input \'{"name":"Ada"}\' --arg greeting=\'"welcome"\' -r',
    "<%= config.bin %> expr '$sum(items.price)' --language jsonata --input - < order.json",
  ];
  static override args = {
    filter: Args.string({ required: true, description: 'The expression' }),
  };
  static override flags = {
    input: Flags.string({ helpValue: 'JSON|@FILE|-', description: 'Its input, - for stdin [null]' }),
    arg: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME=JSON',
      description: 'Value of the variable $NAME; may be repeated',
    }),
    language: Flags.option({
      options: ['jq', 'jsonata'] as const,
      default: 'jq' as const,
      description: 'Language of FILTER',
    })(),
    'raw-output': Flags.boolean({
      char: 'r',
      exclusive: ['output'],
      description: 'Print an output that is a string without its quotes',
    }),
    output: Flags.option({
      char: 'o',
      options: ['json', 'yaml'] as const,
      description: 'Print the whole outcome in this form: outputs, error',
    })(),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Expr);
    const variables = readArguments(flags.arg ?? []);
    const { unwrap } = await import('../../expressions/index.ts');
    const source = (unwrap(args.filter) ?? args.filter).trim();
    const evaluate = await this.compiled(source, flags.language, Object.keys(variables));
    const input = flags.input === undefined ? null : await readJson(fileOf(flags.input), '--input');
    const { outputs, error } = await outcomeOf(() => evaluate(input, variables));
    if (flags.output === undefined) {
      const raw = flags['raw-output'];
      process.stdout.write(outputs.map((value) => `${lineOf(value, raw)}\n`).join(''));
    } else {
      const told = error === undefined ? null : { message: error.message, value: error.value };
      process.stdout.write(await formatDocument({ outputs, error: told }, flags.output));
    }
    if (error !== undefined) throw new Failure('failed', error.message);
  }

  /** @throws Failure `invalid-definition`, after the line of the filter that is wrong was shown. */
  private async compiled(
    source: string,
    language: 'jq' | 'jsonata',
    variables: readonly string[],
  ): Promise<Evaluate> {
    const { compileExpression, ExpressionSyntaxError } = await import('../../expressions/index.ts');
    try {
      if (language === 'jsonata') {
        const expression = compileExpression(source, { language, variables });
        return (input, values) => [
          expression.evaluate(input, { now: Date.now(), random: Math.random, variables: values }),
        ];
      }
      const { compile } = await import('../../expressions/jq/index.ts');
      return compile(source, { variables });
    } catch (cause) {
      if (!(cause instanceof ExpressionSyntaxError)) throw cause;
      const { line, column, message, hint } = cause;
      this.note(pointAt(source, { line, column }));
      throw new Failure('invalid-definition', `${message} at line ${line}, column ${column}`, {
        cause,
        ...hintFor(message, hint),
      });
    }
  }
}

type Evaluate = (input: Json, variables: JsonObject) => Iterable<Json>;

/** @throws Failure `failed` for an output that nests deeper than JSON can be written. */
function lineOf(value: Json, raw: boolean): string {
  if (raw && typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new Failure('failed', 'an output nests too deeply to be written', { cause });
  }
}

/** The hint of the compiler; for a variable that only a workflow has, how to give it a value here. */
function hintFor(message: string, hint: string | undefined): { readonly hint?: string } {
  if (hint !== undefined) return { hint: plain(hint) };
  const variable = /^\$(\w+) is not defined$/.exec(message)?.[1];
  return variable === undefined ? {} : { hint: `--arg ${variable}=JSON gives it a value` };
}

/** `-` is `@-`: an input is never just that. */
function fileOf(given: string): string {
  return given === '-' ? '@-' : given;
}

/** The outputs up to an error of the evaluation. */
async function outcomeOf(
  evaluate: () => Iterable<Json>,
): Promise<{ readonly outputs: readonly Json[]; readonly error: ExpressionError | undefined }> {
  const { ExpressionError } = await import('../../expressions/index.ts');
  const outputs: Json[] = [];
  try {
    for (const value of evaluate()) outputs.push(value);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { outputs, error };
  }
  return { outputs, error: undefined };
}
