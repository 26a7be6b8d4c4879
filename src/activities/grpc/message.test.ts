import { describe, expect, it } from 'vitest';
import type { Json } from '../../json/json.ts';
import { decodeMessage } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { createProtos } from './proto.ts';

const proto = `
syntax = "proto3";
package shop;
import "google/protobuf/timestamp.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/wrappers.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/any.proto";
import "google/protobuf/empty.proto";
import "google/api/annotations.proto";
enum Size { SMALL = 0; LARGE = 1; }
message Inner { string name = 1; Inner next = 2; }
message All {
  int32 int32 = 1; uint32 uint32 = 2; sint32 sint32 = 3; fixed32 fixed32 = 4; sfixed32 sfixed32 = 5;
  int64 int64 = 6; uint64 uint64 = 7; sint64 sint64 = 8; fixed64 fixed64 = 9; sfixed64 sfixed64 = 10;
  bool bool = 11; string string = 12; bytes bytes = 13; double double = 14; float float = 15;
  Size size = 16; Inner inner = 17; repeated Inner list = 18; repeated int64 longs = 19;
  map<string, Inner> by_name = 20; map<int64, string> by_long = 21; map<bool, string> by_bool = 22;
  map<int32, string> by_int = 23; map<uint64, string> by_ulong = 44;
  optional string maybe = 24;
  oneof choice { string text = 25; int32 number = 26; }
  string other_name = 27; string given = 28 [json_name = "theGiven"];
  google.protobuf.Timestamp at = 29; google.protobuf.Duration for = 30; google.protobuf.Struct struct = 31;
  google.protobuf.Value value = 32; google.protobuf.ListValue values = 33;
  google.protobuf.Int64Value wrapped = 34; google.protobuf.FieldMask mask = 35; google.protobuf.Any any = 36;
  google.protobuf.Empty empty = 37; google.protobuf.NullValue nothing = 38; google.protobuf.BoolValue flag = 39;
  google.protobuf.BytesValue blob = 40;
}`;

const root = await createProtos().read(proto);
const type = root.lookupType('shop.All');

/** Over the wire and back, without the fields that nobody set. */
function sent(value: Json): Json {
  const back = decodeMessage(
    type,
    type.decode(type.encode(encodeMessage(type, value, 'arguments')).finish()),
  );
  const unset = decodeMessage(type, type.decode(new Uint8Array()));
  const members = Object.entries(back ?? {}).filter(
    ([name, member]) => JSON.stringify(member) !== JSON.stringify(Reflect.get(Object(unset), name)),
  );
  return Object.fromEntries(members);
}

describe('a message', () => {
  it.each<Record<string, Json>>([
    { int32: -7, uint32: 4294967295, sint32: -1, fixed32: 7, sfixed32: -7 },
    { int64: -7, uint64: 9007199254740991, sint64: -1, fixed64: 7, sfixed64: -7 },
    { int64: '-9223372036854775808', uint64: '18446744073709551615', sint64: '9223372036854775807' },
    { bool: true, string: 'Grüße', bytes: 'AAH/', double: 0.1, float: 0.1 },
    { double: 'NaN', float: '-Infinity' },
    { size: 'LARGE' },
    { size: 7 },
    { inner: { name: 'a', next: { name: 'b' } }, list: [{ name: 'c' }], longs: [1, '9007199254740993'] },
    { byName: { a: { name: 'b' } }, byBool: { true: 'a', false: 'b' }, byInt: { '-1': 'a' } },
    { byLong: { '-9007199254740993': 'a' }, byUlong: { '18446744073709551615': 'b' } },
    { maybe: '' },
    { text: 'a' },
    { number: 0 },
    { otherName: 'a', theGiven: 'b' },
    { at: '2026-01-31T12:00:00Z' },
    { at: '2026-01-31T12:00:00.000001Z' },
    { at: '1969-12-31T23:59:59.500Z' },
    { for: '1.500s' },
    { for: '-0.000000001s' },
    { struct: { a: [1, null, { b: true }] }, values: ['a', []] },
    { value: null },
    { value: { a: 1 } },
    { wrapped: 0, flag: false, blob: 'AAE=' },
    { mask: 'name,otherName' },
    { any: { '@type': 'type.googleapis.com/shop.Inner', name: 'a' } },
    { any: { '@type': 'type.googleapis.com/google.protobuf.Timestamp', value: '2026-01-31T12:00:00Z' } },
    { empty: {} },
  ])('C11 travels: %j', (value) => {
    expect(sent(value)).toEqual(value);
  });

  it('C11 has its defaults, except for fields that have presence', () => {
    const inner = root.lookupType('shop.Inner');
    expect(decodeMessage(inner, inner.decode(new Uint8Array()))).toEqual({ name: '' });
    expect(decodeMessage(type, type.decode(new Uint8Array()))).toMatchObject({
      int32: 0,
      int64: 0,
      bool: false,
      string: '',
      bytes: '',
      size: 'SMALL',
      list: [],
      byName: {},
    });
  });

  it('C11 takes names as they are in the file too', () => {
    expect(sent({ other_name: 'a', by_int: { 1: 'a' } })).toEqual({ otherName: 'a', byInt: { 1: 'a' } });
  });

  it('C11 takes null for nothing', () => {
    expect(sent({ string: null, inner: null, list: null })).toEqual({});
  });

  it.each<[string, Json, string]>([
    ['a text for a number', { int32: 'x' }, 'arguments.int32: must be a whole number, not "x"'],
    ['a fraction', { int64: 1.5 }, 'arguments.int64: must be a whole number, not 1.5'],
    ['what is too large', { int32: 2147483648 }, 'arguments.int32: 2147483648 does not fit int32'],
    ['what is negative', { uint64: -1 }, 'arguments.uint64: -1 does not fit uint64'],
    ['a number for a text', { string: 1 }, 'arguments.string: must be a text, not 1'],
    ['a text for a truth', { bool: 'true' }, 'arguments.bool: must be true or false, not "true"'],
    [
      'bytes that are no base64',
      { bytes: 'ä' },
      'arguments.bytes: must be base64, since it is bytes, not "ä"',
    ],
    ['an unknown name', { size: 'LARG' }, 'arguments.size: shop.Size has no LARG; did you mean LARGE?'],
    ['an unknown field', { strin: 'a' }, 'arguments: shop.All has no field strin; did you mean string?'],
    [
      'an unknown field inside',
      { list: [{ nam: 1 }] },
      'arguments.list[0]: shop.Inner has no field nam; did you mean name?',
    ],
    ['one for a list', { list: {} }, 'arguments.list: must be a list, not {}'],
    ['a list for one', { inner: [] }, 'arguments.inner: must be a map, not []'],
    [
      'two of a choice',
      { text: 'a', number: 1 },
      'arguments.number: choice is text already: only one of them may be given',
    ],
    [
      'one field twice',
      { otherName: 'a', other_name: 'b' },
      'arguments.other_name: is there under its other name too',
    ],
    [
      'no time',
      { at: 'yesterday' },
      'arguments.at: must be a time such as 2026-01-31T12:00:00Z, not "yesterday"',
    ],
    ['a key that is no number', { byInt: { a: 'b' } }, 'arguments.byInt.a: must be a whole number, not "a"'],
  ])('C11 refuses %s', (_, value, message) => {
    expect(() => encodeMessage(type, value, 'arguments')).toThrow(message);
  });

  it('C11 keeps an Any of another file as bytes', () => {
    const url = 'type.googleapis.com/other.Thing';
    const bytes = type.encode({ any: { type_url: url, value: Buffer.from([1]) } }).finish();
    expect(decodeMessage(type, type.decode(bytes))).toMatchObject({ any: { '@type': url, value: 'AQ==' } });
  });

  it('C11 needs what proto2 requires', async () => {
    const two = await createProtos().read(
      'syntax = "proto2"; message Two { required string a = 1; optional int32 b = 2 [default = 7]; }',
    );
    const message = two.lookupType('Two');
    expect(() => encodeMessage(message, {}, 'arguments')).toThrow('arguments: Two needs a');
    const bytes = message.encode(encodeMessage(message, { a: 'x' }, 'arguments')).finish();
    expect(decodeMessage(message, message.decode(bytes))).toEqual({ a: 'x' });
  });
});
