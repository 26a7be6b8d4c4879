const modules = 'an expression has no modules';

/** Cases that do not pass, by file and program, and why. One that starts to pass has to leave the list. */
export const refused: Readonly<Record<string, string>> = {
  'jq.test import "a" as foo; import "b" as bar; def fooa: foo::a; [fooa, bar::a, bar::b, foo::a]': modules,
  'jq.test import "c" as foo; [foo::a, foo::c]': modules,
  'jq.test include "c"; [a, c]': modules,
  'jq.test import "data" as $e; import "data" as $d; [$d[].this,$e[].that,$d::d[].this,$e::e[].that]|join(";")':
    modules,
  'jq.test import "data" as $a; import "data" as $b; def f: {$a, $b}; f': modules,
  'jq.test include "shadow1"; e': modules,
  'jq.test include "shadow1"; include "shadow2"; e': modules,
  'jq.test import "shadow1" as f; import "shadow2" as f; import "shadow1" as e; [e::e, f::e]': modules,
  'jq.test import "test_bind_order" as check; check::check': modules,
  'jq.test modulemeta': modules,
  'jq.test modulemeta | .deps | length': modules,
  'jq.test modulemeta | .defs | length': modules,
  'jq.test try input catch .': 'an expression has one input, which is `.`',
  'jq.test debug': 'an expression has no output but its result',
};
