// Joins small modules and runs the result on Node's own engine.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidOf, joinProtocols } from '../join-protocols.mjs';
import { name, u32, vector } from '../wasm.mjs';

const I32 = 0x7f;
const CANDID = `type T = nat;
service : {
  poc_ws_close: (client: nat64) ->
   ();
  poc_ws_get_messages: (from: nat64) -> (T) query;
  ws_close: (record { id : nat64; }) -> ();
  ws_get_messages: (record { nonce : nat64; }) -> (T) query;
  ws_register: (blob) -> (nat64);
}
`;
const METHODS = [
  'canister_update poc_ws_close',
  'canister_query poc_ws_get_messages',
  'canister_update ws_close',
  'canister_query ws_get_messages',
  'canister_update ws_register',
];
const IMPORTS = ['msg_arg_data_size', 'msg_arg_data_copy', 'called'];

const ONE_NAT64 = '4449444c0001780700000000000000';
const ONE_BLOB = '4449444c016d7b01000100';
const TWO_BLOBS = '4449444c016d7b02000001000100';
const RECORD = '4449444c016c01db98e6e102780100' + '0700000000000000';

function section(id, body) {
  return [id, ...u32(body.length), ...body];
}

function custom(title, text) {
  return section(0, [...name(title), ...new TextEncoder().encode(text)]);
}

/** A module in which each method calls `test.called` with its place in METHODS. */
function module({ methods = METHODS, imports = IMPORTS, memory = [0, 1], candid = CANDID } = {}) {
  const types = [[[], [I32]], [[I32, I32, I32], []], [[I32], []], [[], []]];
  const type = { msg_arg_data_size: 0, msg_arg_data_copy: 1, called: 2 };
  const called = [0x10, ...u32(imports.indexOf('called'))];
  const parts = [
    section(1, vector(types.map(([from, to]) => [0x60, ...vector(from.map((t) => [t])), ...vector(to.map((t) => [t]))]))),
    section(2, vector(imports.map((each) => [...name('ic0'), ...name(each), 0, type[each]]))),
    section(3, vector(methods.map(() => [3]))),
    section(5, vector([memory])),
    section(7, vector([
      [...name('memory'), 2, 0],
      ...methods.map((each, i) => [...name(each), 0, ...u32(imports.length + i)]),
    ])),
    section(10, vector(methods.map((_, i) => {
      const body = [0, 0x41, i, ...called, 0x0b];
      return [...u32(body.length), ...body];
    }))),
    custom('icp:public candid:service', candid),
    custom('name', ''),
  ];
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...parts.flat()]);
}

/** Runs a method with an argument; answers what was called, and checks that memory is as before. */
function run(wasm, method, argumentHex) {
  const argument = Buffer.from(argumentHex, 'hex');
  const calls = [];
  const ic0 = {
    msg_arg_data_size: () => argument.length,
    msg_arg_data_copy: (to, from, size) => {
      if (from + size > argument.length) throw new Error('beyond the argument');
      new Uint8Array(exports.memory.buffer).set(argument.subarray(from, from + size), to);
    },
    called: (place) => {
      assert.deepEqual(new Uint8Array(exports.memory.buffer, 0, 64), before);
      calls.push(METHODS[place]);
    },
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), { ic0 });
  const before = Uint8Array.from({ length: 64 }, (_, i) => 255 - i);
  new Uint8Array(exports.memory.buffer).set(before);
  exports[method]();
  return calls;
}

for (const [kind, argument] of Object.entries({ ONE_NAT64, ONE_BLOB, TWO_BLOBS })) {
  test(`an argument of the PoC protocol goes to the PoC method: ${kind}`, () => {
    const joined = joinProtocols(module());
    assert.deepEqual(run(joined, 'canister_update ws_close', argument), [METHODS[0]]);
    assert.deepEqual(run(joined, 'canister_query ws_get_messages', argument), [METHODS[1]]);
  });
}

const OTHERS = {
  'a record': RECORD,
  nothing: '',
  'a part of the header': '4449444c000178',
  'another type': '4449444c00017100',
  'two numbers': '4449444c0002787800000000',
  'a vector of records': '4449444c016d6c0100',
};
for (const [what, argument] of Object.entries(OTHERS)) {
  test(`any other argument goes to the v1 method: ${what}`, () => {
    const joined = joinProtocols(module());
    assert.deepEqual(run(joined, 'canister_update ws_close', argument), [METHODS[2]]);
    assert.deepEqual(run(joined, 'canister_query ws_get_messages', argument), [METHODS[3]]);
  });
}

test('exports are those of before without the names with poc_', () => {
  const joined = new WebAssembly.Module(joinProtocols(module()));
  const names = WebAssembly.Module.exports(joined).map((each) => each.name);
  assert.deepEqual(names, ['memory', ...METHODS.slice(2)]);
  assert.deepEqual(run(joinProtocols(module()), METHODS[4], ONE_BLOB), [METHODS[4]]);
});

test('the Candid interface shows the methods of v1', () => {
  assert.equal(
    candidOf(joinProtocols(module())),
    CANDID.split('\n').filter((_, line) => line < 2 || line > 4).join('\n'),
  );
});

test('a module without methods to join stays as it is', () => {
  const single = module({ methods: METHODS.slice(2) });
  assert.equal(joinProtocols(single), single);
});

const REFUSED = [
  ['what is no module', Uint8Array.of(0, 0x61, 0x73, 0x6d), /ends too early/],
  ['another version', Uint8Array.of(0, 0x61, 0x73, 0x6d, 2, 0, 0, 0), /not a Wasm module of version 1/],
  ['half a module', module().subarray(0, 200), /ends too early/],
  ['64-bit memory', module({ memory: [4, 1] }), /32-bit memory/],
  ['a method without its namesake', module({ methods: METHODS.slice(0, 3) }), /no canister_query ws_get_messages/],
  ['a module that reads no arguments', module({ imports: IMPORTS.slice(1) }), /not import ic0.msg_arg_data_size/],
  ['another interface', module({ candid: 'service : {}' }), /does not show poc_ws_close/],
];
for (const [what, wasm, message] of REFUSED) {
  test(`refuses ${what}`, () => assert.throws(() => joinProtocols(wasm), message));
}

test('refuses a second section of a kind', () => {
  const twice = Uint8Array.from([...module(), ...section(7, vector([]))]);
  assert.throws(() => joinProtocols(twice), /2 export sections instead of one/);
});
