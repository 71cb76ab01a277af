// As much of the Wasm binary format as `join-protocols.mjs` needs, after the WebAssembly core
// specification, chapter "Binary Format". What is malformed, and what is not known here, is an Error.

export const SECTION = { custom: 0, type: 1, import: 2, function: 3, memory: 5, export: 7, code: 10 };
export const EXPORTED_FUNCTION = 0;

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const IMPORTED = { function: 0, table: 1, memory: 2, global: 3 };
const HAS_MAXIMUM = 1;
const MEMORY_64 = 4;

/** Reads bytes from the first to the last. */
export class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get done() {
    return this.#at === this.#bytes.length;
  }

  take(count) {
    if (count > this.#bytes.length - this.#at) throw new Error('the module ends too early');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  byte() {
    return this.take(1)[0];
  }

  u32() {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 28; factor *= 2 ** 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new Error('a number of more than 32 bits');
  }

  name() {
    return new TextDecoder('utf-8', { fatal: true }).decode(this.take(this.u32()));
  }

  rest() {
    return this.take(this.#bytes.length - this.#at);
  }

  /** A vector, each element read by `element`. */
  vector(element) {
    return Array.from({ length: this.u32() }, element);
  }
}

export function u32(value) {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...u32(Math.floor(value / 0x80))];
}

export function name(text) {
  const bytes = new TextEncoder().encode(text);
  return [...u32(bytes.length), ...bytes];
}

/** A vector of elements that are encoded already. */
export function vector(elements) {
  return [...u32(elements.length), ...elements.flat()];
}

/** The sections of a module, in order: { id, body }. */
export function readModule(wasm) {
  const reader = new Reader(wasm);
  if (!HEADER.every((byte) => byte === reader.byte())) throw new Error('not a Wasm module of version 1');
  const sections = [];
  while (!reader.done) sections.push({ id: reader.byte(), body: reader.take(reader.u32()) });
  return sections;
}

export function writeModule(sections) {
  const parts = sections.flatMap(({ id, body }) => [Uint8Array.of(id, ...u32(body.length)), body]);
  return new Uint8Array(Buffer.concat([Uint8Array.from(HEADER), ...parts]));
}

/** The one section of a kind. */
export function section(sections, kind) {
  const found = sections.filter(({ id }) => id === SECTION[kind]);
  if (found.length !== 1) throw new Error(`${found.length} ${kind} sections instead of one`);
  return found[0];
}

/** The names of the imported functions, `module.name`, in the order of their indices. */
export function importedFunctions(sections) {
  const reader = new Reader(section(sections, 'import').body);
  const imports = reader.vector(() => {
    const path = `${reader.name()}.${reader.name()}`;
    const kind = reader.byte();
    skipImportType(reader, kind, path);
    return { path, kind };
  });
  return imports.filter(({ kind }) => kind === IMPORTED.function).map(({ path }) => path);
}

function skipImportType(reader, kind, path) {
  if (kind === IMPORTED.function) reader.u32();
  else if (kind === IMPORTED.global) reader.take(2);
  else if (kind === IMPORTED.memory) limits(reader);
  else if (kind === IMPORTED.table) {
    reader.byte();
    limits(reader);
  } else throw new Error(`the import ${path} is of an unknown kind, ${kind}`);
}

/** Whether the module's own memory, of which it must have one, has 64-bit addresses. */
export function hasMemory64(sections) {
  const memories = new Reader(section(sections, 'memory').body);
  if (memories.u32() !== 1) throw new Error('not one memory');
  return (limits(memories) & MEMORY_64) !== 0;
}

function limits(reader) {
  const flags = reader.byte();
  reader.u32();
  if (flags & HAS_MAXIMUM) reader.u32();
  return flags;
}

/** What a module exports: { name, kind, index }. */
export function readExports(sections) {
  const reader = new Reader(section(sections, 'export').body);
  return reader.vector(() => ({ name: reader.name(), kind: reader.byte(), index: reader.u32() }));
}

export function writeExports(sections, exports) {
  const encoded = exports.map((each) => [...name(each.name), each.kind, ...u32(each.index)]);
  section(sections, 'export').body = Uint8Array.from(vector(encoded));
}

/** Adds encoded elements to the vector that a section consists of; returns the first one's index. */
export function append(sections, kind, elements) {
  const target = section(sections, kind);
  const reader = new Reader(target.body);
  const count = reader.u32();
  const length = Uint8Array.from(u32(count + elements.length));
  target.body = Buffer.concat([length, reader.rest(), Uint8Array.from(elements.flat())]);
  return count;
}
