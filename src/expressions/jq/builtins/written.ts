/**
 * Builtins that are simplest in jq itself. Each is parsed when a filter first needs one of them, and compiled once.
 */
export const written = `
def map_values(f): .[] |= f;
def with_entries(f): to_entries | map(f) | from_entries;
def first: .[0];
def last: .[-1];
def values: select(. != null);
def nulls: select(. == null);
def booleans: select(type == "boolean");
def numbers: select(type == "number");
def strings: select(type == "string");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type | . == "array" or . == "object");
def scalars: select(type | . != "array" and . != "object");
def normals: select(isnormal);
def finites: select(isfinite);
def leaf_paths: paths(scalars);
def todate: strftime("%Y-%m-%dT%H:%M:%SZ");
def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ");
def fromdate: fromdateiso8601;
def date: todate;
def dateadd(u; n): . + n;
def datesub(u; n): . - n;
def ascii: [.] | implode;
def walk(f): def w: if type == "object" then map_values(w) elif type == "array" then map(w) else . end | f; w;
def combinations:
  if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $y | [$x] + $y end;
def combinations(n): . as $dot | [range(n) | $dot] | combinations;
def truncate_stream(stream):
  . as $n | null | stream | . as $input
  | if (.[0] | length) > $n then setpath([0]; $input[0][$n:]) else empty end;
def fromstream(i): {x: null, e: false} as $init
  | foreach i as $i ($init;
      if .e then $init else . end
      | if $i | length == 2
        then setpath(["e"]; $i[0] | length == 0) | setpath(["x"] + $i[0]; $i[1])
        else setpath(["e"]; $i[0] | length == 1) end;
      if .e then .x else empty end);
def JOIN($idx; idx_expr): [.[] | [., $idx[idx_expr]]];
def JOIN($idx; stream; idx_expr): stream | [., $idx[idx_expr]];
def JOIN($idx; stream; idx_expr; join_expr): stream | [., $idx[idx_expr]] | join_expr;
def match(re; mode): _match_impl(re; mode; false) | .[];
def match($val): ($val | type) as $type
  | if $type == "string" then match($val; null)
    elif $type == "array" and ($val | length) > 1 then match($val[0]; $val[1])
    elif $type == "array" and ($val | length) > 0 then match($val[0]; null)
    else error($type + " not a string or array") end;
def test(re; mode): _match_impl(re; mode; true);
def test($val): ($val | type) as $type
  | if $type == "string" then test($val; null)
    elif $type == "array" and ($val | length) > 1 then test($val[0]; $val[1])
    elif $type == "array" and ($val | length) > 0 then test($val[0]; null)
    else error($type + " not a string or array") end;
def _named: reduce (.captures[] | select(.name != null)) as $pair ({}; . + {($pair.name): $pair.string});
def capture(re; mods): match(re; mods) | _named;
def capture($val): match($val) | _named;
def scan($re; $flags): match($re; "g" + $flags)
  | if .captures | length > 0 then [.captures[].string] else .string end;
def scan($re): scan($re; null);
def splits($re; $flags): _edits($re; $flags + "g") | .edits[].before, .rest;
def splits($re): splits($re; null);
def split($re; $flags): [splits($re; $flags)];
def sub($re; s; $flags): . as $in
  | (_edits($re; $flags) as {$edits, $rest}
     | reduce $edits[] as {$before, $named} ([];
         [$named | s] as $inserts
         | reduce range(0; $inserts | length) as $ix (.; .[$ix] += $before + $inserts[$ix]))
     | .[] + $rest) // $in;
def sub($re; s): sub($re; s; "");
def gsub($re; s; flags): sub($re; s; flags + "g");
def gsub($re; s): sub($re; s; "g");
`;
