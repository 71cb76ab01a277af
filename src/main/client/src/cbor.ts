import { decode, encode, Tagged } from 'cborg';

/** The tag that says "this is CBOR" (RFC 8949, section 3.4.6). */
const SELF_DESCRIBED = 55799;

/**
 * Encodes a value behind the self-describe tag. Map entries keep the order in which they were
 * written, as the protocol's original client has it, instead of cborg's sorted order.
 */
export function encodeCbor(value: unknown): Uint8Array {
  return encode(new Tagged(SELF_DESCRIBED, value), { mapSorter: () => 0 });
}

/**
 * Decodes exactly one value, with or without the self-describe tag in front.
 *
 * @throws Error on anything that is not well-formed CBOR of definite lengths, on trailing bytes and
 *     on repeated map keys.
 */
export function decodeCbor(bytes: Uint8Array): unknown {
  return decode(bytes, {
    allowIndefinite: false,
    allowUndefined: false,
    rejectDuplicateMapKeys: true,
    tags: { [SELF_DESCRIBED]: (content) => content() },
  });
}
