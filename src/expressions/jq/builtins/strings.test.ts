import { describe, expect, it } from 'vitest';
import { failure, outputs } from '../testbed.ts';

describe('strings', () => {
  it.each([
    ['trim, ltrim, rtrim', ' a ', ['a', 'a ', ' a']],
    ['startswith("a"), endswith("b")', 'ab', [true, true]],
    ['ltrimstr("a"), rtrimstr("b"), trimstr("a")', 'aba', ['ba', 'aba', 'b']],
    ['explode', 'aé😀', [[97, 233, 128512]]],
    ['implode', [97, 128512, 55296], ['a😀�']],
    ['split(", ")', 'a, b', [['a', 'b']]],
    ['split("")', 'ab', [['a', 'b']]],
    ['. / ","', 'a,b', [['a', 'b']]],
    ['join("-")', ['a', 1, null, true], ['a-1--true']],
    ['join(",")', [], ['']],
    ['join(",", ";")', ['a', 'b'], ['a,b', 'a;b']],
    ['ascii_downcase, ascii_upcase', 'aBé', ['abé', 'ABé']],
    ['indices(", "), index("b"), rindex(",")', 'a, b, c', [[1, 4], 3, 4]],
    ['index("😀")', 'é😀', [1]],
    ['length, utf8bytelength', 'é😀', [2, 6]],
    ['.[1:], .[:1], .[-1:]', 'a😀b', ['😀b', 'a', 'b']],
    ['. * 3', 'ab', ['ababab']],
    ['. * 0, . * -1', 'ab', ['', null]],
    ['tostring, tojson', [1, 'a'], ['[1,"a"]', '[1,"a"]']],
    ['tojson | fromjson', { a: [null] }, [{ a: [null] }]],
    ['tonumber', '1', [1]],
    ['tonumber', '-1.5e2', [-150]],
    ['toboolean', 'true', [true]],
    ['ascii', 65, ['A']],
    ['"\\(1 + 1) \\(.)"', 'x', ['2 x']],
    ['"\\(1, 2)-\\(3, 4)"', null, ['1-3', '2-3', '1-4', '2-4']],
    ['.[0:2] + .[2:]', 'abc', ['abc']],
    ['test("\\\\d+")', 'a1', [true]],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('formats', () => {
  it.each([
    ['@text, @json', 'a"b', ['a"b', '"a\\"b"']],
    ['@csv, @tsv', [1, 'a"b', null, true], ['1,"a""b",,true', '1\ta"b\t\ttrue']],
    ['@tsv', ['a\tb\\\n'], ['a\\tb\\\\\\n']],
    ['@html', '<&\'">', ['&lt;&amp;&apos;&quot;&gt;']],
    ['@uri', 'a b/é', ['a%20b%2F%C3%A9']],
    ['@urid', 'a%20b%C3%A9', ['a bé']],
    ['@sh', "it's", ["'it'\\''s'"]],
    ['@sh', [1, 'a'], ["1 'a'"]],
    ['@base64', 'é', ['w6k=']],
    ['@base64d', 'w6k=', ['é']],
    ['@base64d', 'YWI', ['ab']],
    ['@base32, (@base32 | @base32d)', 'test', ['ORSXG5A=', 'test']],
    ['@uri "q=\\(.)&r=\\(1)"', 'a b', ['q=a%20b&r=1']],
    ['format("json")', 'a', ['"a"']],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('errors', () => {
  it.each([
    ['trim', 1, 'trim input must be a string'],
    ['startswith(1)', 'a', 'startswith() requires string inputs'],
    ['rtrimstr(1)', 'a', 'endswith() requires string inputs'],
    ['explode', 1, 'explode input must be a string'],
    ['implode', 'a', 'implode input must be an array'],
    ['implode', ['a'], 'string ("a") can\'t be imploded, unicode codepoint needs to be numeric'],
    ['split(1)', 'a', 'split input and separator must be strings'],
    ['tonumber', 'abc', 'string ("abc") cannot be parsed as a number'],
    ['tonumber', ' 1', 'string (" 1") cannot be parsed as a number'],
    ['tonumber', '0x10', 'string ("0x10") cannot be parsed as a number'],
    ['join(",")', [[1]], 'string ("") and array ([1]) cannot be added'],
    ['join(",")', ['a', {}], 'string ("a,") and object ({}) cannot be added'],
    ['join(1)', ['a', 'b'], 'string ("a") and number (1) cannot be added'],
    ['@csv', {}, 'object ({}) cannot be csv-formatted, only array'],
    ['@csv', [[1]], 'array ([1]) is not valid in a csv row'],
    ['@sh', [[1]], 'array ([1]) can not be escaped for shell'],
    ['@base64d', 'a b', 'string ("a b") is not valid base64 data'],
    ['@urid', '%zz', 'string ("%zz") is not a valid uri encoding'],
    ['format("x")', 1, 'x is not a valid format'],
    ['fromjson', 1, 'number (1) only strings can be parsed'],
    ['length', true, 'boolean (true) has no length'],
    ['ascii_downcase', 1, 'explode input must be a string'],
  ] as const)('fails %s on %j', (filter, input, message) => {
    expect(failure(filter, input)).toBe(message);
  });
});
