import { lines } from './lines.ts';

/** Filters that are paths, that give any number of outputs, or values of any kind. */
export const streams = {
  path: lines(`
    {path} | {path}
    {path}, {path}
    ({path} | {field})
    ({path} | .[{index}])
    ({path} | .[{index}:{index}])
    {field}
    {field}?
    .[{key}]
    .[{index}]
    .[{index}:{index}]
    .[{index}:]
    .[]
    .[]?
    ..
    ({path} // {path})
    (if {boolean} then {path} else {path} end)
    first({path})
    last({path})
    limit({few}; {path})
    skip({few}; {path})
    nth({few}; {path})
    until(type != "array"; .[0])
    select({boolean})
    ({path} | select({boolean}))
    recurse
    recurse(.[]?)
    (recurse(.a?; . != null))
    getpath([{key}])
    getpath([{key}, {few}])
    getpath({array})
    paths
    empty
    error({any})
    (try {path} catch .)
    ({path})?
    ({any} as $v | {path})
    (label $l | {path}, break $l, {path})
    reduce ({stream}) as $i (.; .[$i]?)
    foreach ({few}, {few}) as $i (.; .[$i]?)
    (def f: {path}; f, f)
    (def f(g): g | g; f({path}))
    (.. | {path})
    (.a, .b | {path})
    {path}[{few}]?
    ({path} | first, last)
    {any}
    (.[{stream}])?
    ({path} | arrays, objects, scalars)
    to_entries
    map({path})
    $__loc__
    input_line_number
    (null | {path})
    walk({path})
    (. as [$x, $y] | .[1])
    (. as {a: $x} ?// [$x] | .a)
    with_entries({path})
    (while(type == "array" and length > 0; .[0]))
    (.[{index}:] | .[{index}])
  `),
  stream: lines(`
    ({stream}, {stream})
    ({stream} | {stream})
    {any}[]
    ({array} | .[])
    ({any} | .[]?)
    ({any} | ..)
    ({any} | tostream)
    ({any} | paths)
    ({any} | path({path}))
    (path({path}))
    ({any} | {path})
    ({stream} // {stream})
    (({stream}) | select({boolean}))
    range({few})
    range({few}; {few})
    limit({few}; {stream})
    skip({few}; {stream})
    first({stream})
    last({stream})
    nth({few}; {stream})
    ({any}, error({any}))
    error({any})
    error
    ({any} | error)
    (try {stream} catch .)
    (try error({any}) catch .)
    ({stream})?
    ({stream} + {stream})
    ({stream} * {number})
    ({stream} == {stream})
    ({stream} and {boolean})
    ({boolean} or {stream})
    -({stream})
    {a: {stream}, b: {stream}}
    "\\({stream}) \\({stream})"
    ({array} | .[{stream}]?)
    ({array} | combinations?)
    ({string} | splits({text}))
    ({string} | match(".").string)
    ({stream} | not)
    ({stream} as [$p, $q] | $p, $q)
    (if {stream} then {any} else {any} end)
    ({any} | getpath({stream})?)
    ({array} | {path} = ({stream}))
    ({any} | {path} |= ({stream}))
    ({any} | {path} += ({stream}))
    ({object} | to_entries[])
    ({any} | recurse(if type == "array" then .[] else empty end))
    limit(5; repeat(., 1))
    ({any} | limit(4; while(true; {any})))
    ({any} | limit(1; until(. == null or true; {any})))
    ({any} | splits({string})?)
    ({any} | objects, arrays, strings, numbers)
    ({array} | nth({few}, {few}))
    ({any} | ({stream}) as $v | $v)
    (label $f | ({stream} | ., break $f))
    ({any} | foreach .[]? as $item (0; . + 1; [$item, .]))
    (reduce {stream} as $item ({any}; . + $item))
    ({any} | fromjson?)
    ({string} | fromjson)
    ({any} | tonumber)
    ({any} | ltrimstr({string}), rtrimstr({string}))
    ({any} | implode)
    ({any} | explode)
    ({any} | ascii_downcase)
    ({any} | has({any}))
    ({any} | join({any}))
    ({any} | add)
    ({any} | min_by({any}))
    ({any} | flatten({any}))
    ({any} | splits({any}))
    ({any} | test({any}))
    ({any} | split({any}))
    ({any} | sort_by({any}))
    ({any} | group_by({any}))
    ({any} | strptime({any}))
    ({any} | mktime, gmtime, todate)
    ({any} | strftime({any}))
    ({any} | setpath({any}; {any}))
    ({any} | getpath({any}))
    ({any} | delpaths({any}))
    ({any} | .[{any}])
    ({any} | .[{any}:{any}])
    ({any} | .[{any}] = {any})
    ({any} | .[{any}:{any}] = {any})
    ({any} | del(.[{any}]))
    ({any} | with_entries({any}))
    ({any} | from_entries)
    ({any} | @csv, @tsv)
    ({any} | @sh)
    ({any} | @base64d)
    ({any} | @urid)
    ({any} | reverse)
    ({any} | sort)
    ({any} | unique)
    ({any} | min, max)
    ({any} | length, utf8bytelength)
    ({any} | transpose)
    ({any} | to_entries)
    ({any} | bsearch({any}))
    ({any} | indices({any}))
    ({any} | index({any}))
    ({any} | limit({any}; 1, 2))
    ({any} | first, last, nth({any}))
    ({any} | sub({string}; "x"))
    ({any} | match({any}))
    ({any} | capture({text}))
    ({any} | tostream | select(length == 2))
    ({any} | trim, ltrim, rtrim)
    ({any} | trimstr({any}))
    ({any} | startswith({any}), endswith({any}))
    ({any} | tojson, tostring, type)
    ({any} | abs)
    ({any} | toboolean)
    ({any} | floor, sqrt, pow(.; 2), log)
    ({any} | pick({path}))
    ({any} | add({stream}))
    ({any} | IN({stream}))
    ({any} | any({any}), all({any}))
    ({any} | combinations)
    ({any} | walk({any}))
    ({any} | keys, keys_unsorted)
    ({any} | contains({any}))
    ({any} | map({any}))
    ({any} | map_values({any}))
    ({any} + {any})
    ({any} - {any})
    ({any} * {number})
    ({any} / {any})
    ({any} % {any})
    -{any}
    ({any} | fromdate, fromdateiso8601)
    ({any} | localtime, strflocaltime("%Y"))
    ({any} | format({any}))
    ({any} | ldexp({any}; {any}), frexp, isnan, isinfinite, isnormal)
    ({any} | have_decnum | type)
    ({any} | getpath(["a", 0, "b"])?)
    ({any} | tostring | fromjson?)
  `),
  any: lines(`
    {number}
    {string}
    {boolean}
    {array}
    {object}
    {number}
    {string}
    {array}
    {object}
    {path}
    {path}
    .
    {field}
    ({any} | {any})
    ({any} // {any})
    ({stream})
    (. as $d | {any})
    {literal}
    ({any} | {field}?)
    ({any}?)
    getpath([{key}])
    (null | {any})
    input_line_number
  `),
};
