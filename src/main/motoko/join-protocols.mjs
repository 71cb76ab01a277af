// Lets one canister have both protocols, whose methods have the same names and different types.
//
//   node join-protocols.mjs in.wasm out.wasm
//
// takes a module with the methods of `V1Methods` and `PocBesideV1` and makes of each pair, such as
// `ws_open` and `poc_ws_open`, one method `ws_open`. It looks at the argument and goes on in the one
// or the other; so each decodes its own arguments and answers in its own types. The public Candid
// interface shows the v1 method, which SDKs read; clients of the PoC protocol do not read it.
//
// A PoC argument is one number or blobs, a v1 argument begins with a record. In Candid that is, after
// the four letters DIDL, `00 01 78` (no types; one value, a nat64), or `01 6d 7b` (one type, vec nat8),
// or anything else. What is neither is decoded, and refused, as an argument of v1.

import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import * as wasm from './wasm.mjs';

const PREFIX = 'poc_';
const METHOD = /^(canister_update|canister_query|canister_composite_query) (.*)$/;
const CANDID = 'icp:public candid:service';

// The bytes 4 to 6 of a PoC argument as a little-endian number, and how many bytes any argument has.
const ONE_NAT64 = 0x780100;
const BLOBS = 0x7b6d01;
const SHORTEST_ARGUMENT = 8;

const I32 = 0x7f;
const NO_RESULT = [0x60, ...wasm.vector([]), ...wasm.vector([])]; // a function type
const I32_RESULT = [0x60, ...wasm.vector([]), ...wasm.vector([[I32]])];

/** The module with each pair joined; the same module if it has none. */
export function joinProtocols(module) {
  const sections = wasm.readModule(module);
  const exports = wasm.readExports(sections);
  const pairs = findPairs(exports);
  if (pairs.length === 0) return module;
  if (wasm.hasMemory64(sections)) throw new Error('only modules with 32-bit memory can be joined');
  addDispatchers(sections, pairs);
  const pocs = pairs.map(({ poc }) => poc);
  wasm.writeExports(sections, exports.filter((each) => !pocs.includes(each)));
  hideFromCandid(sections, pocs);
  return wasm.writeModule(sections);
}

/** The Candid interface in a module's public metadata. */
export function candidOf(module) {
  return readCandid(candidSection(wasm.readModule(module)));
}

function findPairs(exports) {
  const methods = exports.filter(({ name, kind }) => kind === wasm.EXPORTED_FUNCTION && METHOD.test(name));
  const pocs = methods.filter(({ name }) => methodName(name).startsWith(PREFIX));
  return pocs.map((poc) => {
    const namesake = poc.name.replace(` ${PREFIX}`, ' ');
    const v1 = methods.find(({ name }) => name === namesake);
    if (!v1) throw new Error(`there is ${poc.name}, but no ${namesake}`);
    return { poc, v1 };
  });
}

function methodName(exported) {
  return METHOD.exec(exported)[2];
}

/** Adds a function for each pair, to be exported in the place of the v1 method. */
function addDispatchers(sections, pairs) {
  const imports = wasm.importedFunctions(sections);
  const types = wasm.append(sections, 'type', [NO_RESULT, I32_RESULT]);
  const functionTypes = [wasm.u32(types + 1), ...pairs.map(() => wasm.u32(types))];
  const isPoc = imports.length + wasm.append(sections, 'function', functionTypes);
  const bodies = pairs.map(({ poc, v1 }) => dispatcher(isPoc, poc.index, v1.index));
  wasm.append(sections, 'code', [isPocArgument(imports), ...bodies]);
  pairs.forEach(({ v1 }, i) => (v1.index = isPoc + 1 + i));
}

// Instructions
const call = (index) => [0x10, ...wasm.u32(index)];
const localGet = (index) => [0x20, index];
const localSet = (index) => [0x21, index];
const i32Const = (value) => [0x41, ...signed(value)];
const I32_LOAD = [0x28, 2, 0]; // aligned to four bytes, no offset
const I32_STORE = [0x36, 2, 0];
const I32_EQ = 0x46;
const I32_LT_U = 0x49;
const I32_AND = 0x71;
const I32_OR = 0x72;
const IF = [0x04, 0x40];
const ELSE = 0x05;
const RETURN = 0x0f;
const END = 0x0b;

/** The instructions of a function, as an element of the code section. */
function code(i32Locals, instructions) {
  const locals = i32Locals === 0 ? [] : [[i32Locals, I32]];
  const body = [...wasm.vector(locals), ...instructions.flat(2), END];
  return [...wasm.u32(body.length), ...body];
}

/** A non-negative number below 2^27 as the signed LEB128 that constants are. */
function signed(value) {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}

/** Continues in the one or the other method, as if that had been called. */
function dispatcher(isPoc, poc, v1) {
  return code(0, [[call(isPoc), IF, call(poc), ELSE, call(v1), END]]);
}

/** Copies four bytes of the argument to address 0, and restores what was there. */
function isPocArgument(imports) {
  const size = imported(imports, 'ic0.msg_arg_data_size');
  const copy = imported(imports, 'ic0.msg_arg_data_copy');
  const SAVED = 0;
  const TYPES = 1;
  return code(2, [
    [call(size), i32Const(SHORTEST_ARGUMENT), I32_LT_U, IF, i32Const(0), RETURN, END],
    [i32Const(0), I32_LOAD, localSet(SAVED)],
    [i32Const(0), i32Const(4), i32Const(4), call(copy)],
    [i32Const(0), I32_LOAD, i32Const(0xffffff), I32_AND, localSet(TYPES)],
    [i32Const(0), localGet(SAVED), I32_STORE],
    [localGet(TYPES), i32Const(ONE_NAT64), I32_EQ, localGet(TYPES), i32Const(BLOBS), I32_EQ, I32_OR],
  ]);
}

function imported(imports, path) {
  const index = imports.indexOf(path);
  if (index < 0) throw new Error(`the module does not import ${path}`);
  return index;
}

function candidSection(sections) {
  const named = sections.filter(
    ({ id, body }) => id === wasm.SECTION.custom && new wasm.Reader(body).name() === CANDID,
  );
  if (named.length !== 1) throw new Error(`${named.length} sections '${CANDID}' instead of one`);
  return named[0];
}

function readCandid({ body }) {
  const reader = new wasm.Reader(body);
  reader.name();
  return new TextDecoder().decode(reader.rest());
}

function hideFromCandid(sections, pocs) {
  const section = candidSection(sections);
  const shown = pocs.reduce((candid, poc) => without(candid, methodName(poc.name)), readCandid(section));
  section.body = Uint8Array.from([...wasm.name(CANDID), ...new TextEncoder().encode(shown)]);
}

/** Candid as the Motoko compiler writes it, without the line or lines of a method. */
function without(candid, method) {
  const shown = candid.replace(new RegExp(`^  ${method}:[^;]*;\n`, 'm'), '');
  if (shown === candid) throw new Error(`the Candid interface does not show ${method}`);
  return shown;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [input, output] = argv.slice(2);
  if (!output) throw new Error('usage: node join-protocols.mjs in.wasm out.wasm');
  writeFileSync(output, joinProtocols(readFileSync(input)));
}
