import { notYet, type Section, sections } from './features.ts';

/** A test as it ended. */
export interface TestResult {
  /** From the project's root. */
  readonly file: string;
  /** Titles from the outermost group to the test itself. */
  readonly titles: readonly string[];
  readonly state: 'passed' | 'failed' | 'skipped';
}

/** What the tests show about a feature. */
interface Evidence {
  readonly works: readonly TestResult[];
  /** What of it is refused, by name. */
  readonly refused: ReadonlyMap<string, TestResult>;
  /** Tests that did not run here. */
  readonly skipped: number;
}

interface Score {
  readonly passed: number;
  readonly all: number;
}

export interface Report {
  readonly scenarios: Score;
  /** Our own, about events. */
  readonly events: Score;
  readonly features: { readonly works: number; readonly refused: number; readonly all: number };
  /** `docs/conformance.md`. */
  readonly text: string;
  /** What makes the report worthless: ids that nobody knows, features without a test. */
  readonly problems: readonly string[];
  /** Features of which every test was skipped here, so that nothing can be said. */
  readonly unknown: readonly string[];
}

const kit = 'test/conformance/kit.test.ts';
const own = 'test/conformance/events.test.ts';
const id =
  /^(?:io\.serverlessworkflow\.)?((?:workflow|task)\.[a-z-]+?)(?:\.v1)?[,:]?\s+|^([DTFXCKEUVH]\d+)[,:]?\s+/;

/** The ids in front of a title, and the rest of it. */
export function readTitle(title: string): { readonly ids: readonly string[]; readonly rest: string } {
  const ids: string[] = [];
  let rest = title;
  for (let found = id.exec(rest); found !== null; found = id.exec(rest)) {
    ids.push(found[1] ?? found[2] ?? '');
    rest = rest.slice(found[0].length);
  }
  return { ids, rest };
}

/** True for the text of a file of tests that carry ids, or may: a title that begins with `${…}` is known when it runs. */
export function namesFeatures(text: string): boolean {
  const titles = text.matchAll(/\b(?:it|test|describe)\b[^\n]*?['"`]([^'"`\n]+)|\)\(\s*['"`]([^'"`\n]+)/g);
  return [...titles].some(([, direct, each]) => {
    const title = direct ?? each ?? '';
    return title.startsWith('${') || readTitle(title).ids.length > 0;
  });
}

/**
 * What the tests show: a feature works when a test passed that carries its id, and none failed. A test whose title goes
 * on with `refused: <what>` shows that this, of the feature, is refused by name.
 */
export function reportOf(
  tests: readonly TestResult[],
  { list = sections, pending = notYet }: { list?: readonly Section[]; pending?: readonly string[] } = {},
): Report {
  const evidence = evidenceOf(tests);
  const known = list.flatMap(({ features }) => Object.keys(features));
  const rows = known.map((feature) => ({ feature, status: statusOf(evidence.get(feature)) }));
  const shown = rows.filter(({ status }) => status !== undefined);
  const works = shown.filter(({ status }) => status?.startsWith('works')).length;
  const unknown = rows.flatMap(({ feature, status }) =>
    status === undefined && (evidence.get(feature)?.skipped ?? 0) > 0 ? [feature] : [],
  );
  const score = {
    scenarios: scoreOf(tests, kit),
    events: scoreOf(tests, own),
    features: { works, refused: shown.length - works, all: known.length },
  };
  return {
    ...score,
    unknown,
    problems: [
      ...[...evidence.keys()]
        .filter((one) => !known.includes(one))
        .map((one) => `a test carries ${one}, which is no feature`),
      ...pending.filter((one) => !known.includes(one)).map((one) => `${one} is in notYet and is no feature`),
      ...rows.flatMap(({ feature, status }) => {
        if (status !== undefined)
          return pending.includes(feature) ? [`${feature} has a test: take it out of notYet`] : [];
        return pending.includes(feature) || unknown.includes(feature)
          ? []
          : [`no test carries ${feature}, or one failed`];
      }),
    ],
    text: render(list, evidence, score),
  };
}

function scoreOf(tests: readonly TestResult[], file: string): Score {
  const scenarios = tests.filter(
    (test) => test.file === file && /\.feature: /.test(test.titles.at(-1) ?? ''),
  );
  return { passed: scenarios.filter(({ state }) => state === 'passed').length, all: scenarios.length };
}

function evidenceOf(tests: readonly TestResult[]): ReadonlyMap<string, Evidence> {
  const all = new Map<string, { works: TestResult[]; refused: Map<string, TestResult>; skipped: number }>();
  const broken = new Set<string>();
  for (const test of tests) {
    for (const { ids, rest } of test.titles.map(readTitle)) {
      for (const feature of ids) {
        const found = all.get(feature) ?? { works: [], refused: new Map<string, TestResult>(), skipped: 0 };
        all.set(feature, found);
        const refused = /^refused: (.+)$/.exec(rest)?.[1];
        if (test.state === 'failed') broken.add(feature);
        else if (test.state === 'skipped') found.skipped++;
        else if (refused === undefined) found.works.push(test);
        else found.refused.set(refused, test);
      }
    }
  }
  for (const feature of broken) all.set(feature, { works: [], refused: new Map(), skipped: 0 });
  return all;
}

function statusOf(evidence: Evidence | undefined): string | undefined {
  const refused = [...(evidence?.refused.keys() ?? [])].sort();
  const reason = refused.length === 0 ? [] : [`refused: ${refused.join('; ')}`];
  const parts = evidence === undefined || evidence.works.length === 0 ? reason : ['works', ...reason];
  return parts.length === 0 ? undefined : parts.join('; ');
}

function render(
  list: readonly Section[],
  evidence: ReadonlyMap<string, Evidence>,
  { scenarios, events, features }: Pick<Report, 'scenarios' | 'events' | 'features'>,
): string {
  const tables = list.flatMap((section) => [
    `## ${section.title}`,
    '',
    '| Id | Feature | Status | Held by |',
    '|---|---|---|---|',
    ...Object.entries(section.features).map(([feature, title]) => row(feature, title, evidence.get(feature))),
    '',
  ]);
  return [
    '# Conformance',
    '',
    'Try it: `npm run conformance` runs the public conformance kit; `npm run conformance -- --write` runs the tests of all',
    'features too and writes this page. Nothing here is typed in: a feature works when a test that carries its id in front',
    'of its name has passed, and `npm test` fails when this page says anything else.',
    '',
    `- Conformance kit of the specification: **${scenarios.passed} of ${scenarios.all}** scenarios, its feature files unmodified, answered by stubs`,
    `- Scenarios about events, which the kit lacks, in its language: **${events.passed} of ${events.all}**`,
    `- Features of DSL 1.0.x: **${features.works} of ${features.all}** work, ${features.refused} refused, ${features.all - features.works - features.refused} not yet`,
    '',
    ...tables,
  ].join('\n');
}

function row(feature: string, title: string, evidence: Evidence | undefined): string {
  const tests = [...(evidence?.works ?? []), ...(evidence?.refused.values() ?? [])];
  const files = [...new Set(tests.map(({ file }) => file))].sort().map((file) => `\`${file}\``);
  const cells = [feature, title, statusOf(evidence) ?? 'not yet', files.join(' ')];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Results in vitest's JSON format. @param root the project's folder, with a slash at its end. */
export function readResults(json: string, root: string): readonly TestResult[] {
  // Written by vitest itself a moment ago.
  const { testResults }: VitestResults = JSON.parse(json);
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status }) => ({
      file: name.startsWith(root) ? name.slice(root.length) : name,
      titles: [...ancestorTitles, title],
      state: status === 'passed' || status === 'failed' ? status : 'skipped',
    })),
  );
}

interface VitestResults {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}
