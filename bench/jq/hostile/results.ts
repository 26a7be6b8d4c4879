const terms = (term: string) => Array(300).fill(term).join('');

/** What takes few steps to make and much to write down, and much that is done in one step. */
export const results: readonly string[] = [
  `[0]${' | [., .]'.repeat(30)}`,
  `[0]${' | [., .]'.repeat(300)}`,
  `length${' | [., .]'.repeat(30)}`,
  `1${' | {a: ., b: .}'.repeat(30)}`,
  `type${' | {a: ., b: .}'.repeat(30)}`,
  `{a: .}${' | {a: "\\(.)"}'.repeat(30)}`,
  '[range(50000)] | [select(.[] or 1)]',
  '[range(50000)] | [if (.[] or 1) then . else . end]',
  '("x" * 1000) as $d | [(range(50000) or true) | $d]',
  '{} | [select(. as {(range(5000) | tostring): $x} | 1)]',
  '("x" * 1000) as $d | {} | [. as {(range(50000) | tostring): $x} | $d]',
  Array(300)
    .fill(`${'['.repeat(50)}.${']'.repeat(50)}`)
    .join(' | '),
  `last(range(2900000) | .${terms(' + 1')})`,
  `[range(900000)] | map(.${terms(' + 1')}) | length`,
  `reduce range(2900000) as $i (0; .${terms(' + 1')})`,
  `def f: .${terms(' + 1')} | f; 0 | f`,
  `last(range(2900000) | select(.${terms(' + 1')} == 0))`,
  `last(range(2900000) | [.${terms(', .')}])`,
  `last(range(2900000) | null | .${terms('a.')}a)`,
  `last(range(2900000) | .${terms(' | .')})`,
  `last(range(2900000) | . == 1${terms(' and . == 1')})`,
  `last(range(2900000) | . == 0${terms(' or . == 0')})`,
  `[range(900000)] | sort_by(.${terms(' + 1')}) | length`,
  `[limit(900000; repeat(1))] | .[] |= .${terms(' + 1')} | length`,
  `last(range(2900000) | . as $x | path(.${terms(' | .')}))`,
];
