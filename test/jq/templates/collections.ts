import { lines } from './lines.ts';

/** Filters that give arrays and objects. */
export const collections = {
  array: lines(`
    [{stream}]
    [{stream}]
    [{any}, {any}]
    ({array} + {array})
    ({array} - {array})
    [{stream} | {any}]
    ({array} | map({any}))
    ({array} | map(select({boolean})))
    ({array} | sort)
    ({array} | sort_by({any}))
    ({array} | sort_by(.a, .b))
    ({array} | sort_by({any}, {any}))
    ({array} | group_by({any}))
    ({array} | group_by(.a?))
    ({array} | unique)
    ({array} | unique_by({any}))
    ({array} | unique_by(length?))
    ({array} | reverse)
    ({array} | flatten)
    ({array} | flatten({few}))
    ({array} | transpose)
    ({array}[{index}:{index}])
    ({array}[{index}:])
    ({array}[:{index}])
    ({object} | keys)
    ({object} | keys_unsorted)
    ({object} | to_entries)
    ({any} | keys)
    ({any} | to_entries)
    ({any} | [paths])
    ({any} | [paths(type == "number")])
    ({any} | [path({path})])
    ({any} | [path(..)])
    ({any} | [tostream])
    ({any} | [fromstream(tostream)])
    [fromstream(({any} | tostream), [[0]])]
    ({any} | [.[]?])
    ({any} | [..])
    ({any} | [recurse(.[]?; {boolean})])
    ({string} | split({string}))
    ({string} | split(", *"; null))
    ({string} | [splits("[, ]")])
    ({string} | explode)
    ({string} / {string})
    ({string} | [match("a"; "g") | .offset])
    ({string} | [match("(a)(?<n>b)?"; "g")])
    ({string} | [scan("[a-z]")])
    ({string} | [scan("(.)(.)")])
    ({string} | [capture("(?<first>.)(?<rest>.*)")])
    ({array} | [combinations])
    ([[1,2],{array}] | [limit(20; combinations)])
    ({array} | [limit(9; combinations(2))])
    ({any} | indices({any}))
    ({string} | indices({string}))
    ({array} | indices({any}))
    ({array} | indices([1]))
    ({array} | .[{array}])
    ({number} | gmtime)
    ({string} | strptime("%Y-%m-%dT%H:%M:%SZ"))
    ({string} | strptime("%H:%M"))
    ({string} | strptime("%a, %d %b %Y %H:%M:%S %z"))
    ({any} | splits("a")?)
    [limit({few}; {stream})]
    [skip({few}; {stream})]
    [first({stream})]
    [last({stream})]
    [until(type != "number" or isnan or . > 100 or . < 1; . * 2 + 1)]
    ({number} | [limit(5; while(. < 50; . * 2 + 1))])
    ({number} | [limit(4; repeat(. + 1))])
    ({any} | [limit(4; recurse(.[0]?))])
    ({any} | [limit(6; recurse({any}))])
    [range({few})]
    [range({few}; 5)]
    [limit(9; range({few}; {few}; 1))]
    [limit(9; range(5; {few}; -2))]
    ({object} | [.[]])
    ({array} | del(.[{index}]))
    ({array} | del(.[{index}, {index}]))
    ({array} | del(.[{index}:{index}]))
    ({array} | delpaths([[{index}], [{index}]]))
    ({array} | to_entries)
    ({array} | .[{index}] = {any})
    ({array} | .[{index}:{index}] = {array})
    ({array} | .[{index}:] |= {array})
    ({array} | .[1:] |= map({any}))
    ({array} | (.[] | select({boolean})) |= {any})
    ({array} | map_values({any}))
    ({array} | map_values(empty))
    ({array} | add(.[]?))
    [add({stream})]
    ({any} | [getpath(["a","b"])?])
    ({array} | walk({any}))
    ({array} | min_by({any}), max_by({any}))
    ({any} | [splits("x")?])
    ({any} | [.. | scalars])
    ({any} | [.. | numbers, strings, nulls, booleans, arrays, objects, iterables, values, finites?, normals?])
    ({array} | [JOIN({object}; tostring)])
    ([{stream} as [$x] ?// $x | $x])
    (1 | [truncate_stream([[0],1],[[1,0],2],[[1,0]],[[1]])])
    ({any} | [. as $d | 1 | truncate_stream($d | tostream)])
    ({array} | pick(.[{few}]))
    ({array} | tojson | fromjson)
    [getpath([{key}], [{index}])?]
    ({any} | [paths(..)])
    [nth({few}; {stream})]
    ({array} | [nth({few})])
    ({array} | [first, last])
    [.[] as [$a, $b] | {a: $a, b: $b}]
    [error({any})?]
    [.[]? | try error catch .]
    [{stream} // {stream}]
    [{stream} ?]
    [limit(3; {stream}) | [.] | first]
    ({array} | .[{index}] += {any})
    ({array} | .[{few}] //= {any})
  `),
  object: lines(`
    {a: {any}, b: {any}}
    {a: {stream}}
    {({string}): {any}}
    {{key}: {any}}
    {"a\\({any})": {any}}
    {a, b}?
    {a: {any} | {any}}
    {(({stream}) | tostring): {any}}
    ({object} + {object})
    ({object} * {object})
    ({object} | {field} = {any})
    ({object} | {field} |= {any})
    ({object} | {field} += {any})
    ({object} | {field} -= {number})
    ({object} | {field} *= {number})
    ({object} | {field} /= {number})
    ({object} | {field} %= {number})
    ({object} | {field} //= {any})
    ({object} | ({field}, {field}) = {stream})
    ({object} | .[{key}] = {any})
    ({object} | del({field}))
    ({object} | del({field}, {field}))
    ({object} | delpaths([[{key}], [{key}]]))
    ({object} | with_entries({any}))
    ({object} | with_entries(.value |= {any}))
    ({object} | with_entries(select({boolean})))
    ({object} | with_entries(.key += "x"))
    ({object} | map_values({any}))
    ({object} | map_values(empty))
    ({object} | to_entries | from_entries)
    ({array} | from_entries)
    ([{"name": {any}, "value": {any}}, {"Key": {string}, "Value": {any}}] | from_entries)
    ({any} | walk({any}))
    ({any} | walk(if type == "array" then sort else . end))
    ({any} | walk(if type == "number" then . + 1 elif type == "string" then {string} else . end))
    ({any} | pick({path}))
    ({any} | pick(.a))
    ({any} | pick(.a.b, .c))
    ({any} | setpath([{key}]; {any}))
    ({any} | setpath({array}; {any}))
    ({array} | INDEX({any}))
    INDEX({stream}; {any})
    ({object} | to_entries | map({(.key): .value}) | add)
    ({string} | capture("(?<y>\\\\d+)-(?<m>\\\\d+)"))
    ({string} | [match("(?<n>.)(z)?")] | first)
    ({any} | [tostream] | fromstream(.[]))
    reduce ({any} | tostream) as [$p, $v] (null; if $v then setpath($p; $v) else . end)
    ({object} | tojson | fromjson)
    {$__loc__}
    {"a": 1} as {a: $x} | {$x}
    ([{object}, {object}] | add)
    ({any} | {path} |= {any})
    ({any} | {path} = {any})
    ({any} | {path} += {any})
    ({any} | {path} |= empty)
    ({any} | del({path}))
    ({any} | to_entries)
    ({object} | .a.b.c = {any})
    ({object} | .a[{few}].b = {any})
    ({object} | .a |= (., 1))
    ({any} | .. |= {any})
    ({any} | .[]? |= {any})
    ({any} | .[]? += {any})
    ({any} | (.. | select(type == "number")) |= . + 1)
    ({any} | (.. | numbers) |= {any})
    ({any} | delpaths([paths(type == "string")]))
    ({any} | del(.. | select(. == null)))
    ({any} | del(.[]?))
    ({any} | limit(1; .[]?) |= {any})
    ({any} | first(.[]?, .a?) = {any})
    ({any} | getpath({array}) |= {any})
    ({any} | getpath(["a", {few}]) = {any})
  `),
};
