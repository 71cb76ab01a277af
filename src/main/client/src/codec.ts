import { decodeCbor, encodeCbor } from './cbor.js';

/**
 * Turns the application's messages into bytes and back. Both directions may throw: `encode` to the
 * caller of `send`, `decode` to end the connection with the code `undecodable-message`.
 */
export interface Codec<Received, Sent = Received> {
  encode(message: Sent): Uint8Array;
  decode(bytes: Uint8Array): Received;
}

/** What is sent where only what is received was named: the same, but for bytes in any container. */
export type SentAs<Received> = Received extends Uint8Array ? BufferSource : Received;

/** Bytes as they are; the default. Sent bytes are copied, so the caller may reuse the buffer. */
export const rawCodec: Codec<Uint8Array, BufferSource> = {
  encode: (message) =>
    ArrayBuffer.isView(message)
      ? new Uint8Array(message.buffer, message.byteOffset, message.byteLength).slice()
      : new Uint8Array(message).slice(),
  decode: (bytes) => bytes,
};

/**
 * CBOR messages, with the self-describe tag when written and with or without it when read.
 *
 * @param parse checks what was decoded and gives it its type; throws if it is something else
 */
export function cborCodec<T>(parse: (value: unknown) => T): Codec<T> {
  return {
    encode: encodeCbor,
    decode: (bytes) => parse(decodeCbor(bytes)),
  };
}
