/**
 * The frames of the PoC protocol: bytes in, values out. Client ids, sequence numbers and timestamps
 * are unsigned 64-bit numbers, hence bigint; timestamps count nanoseconds since 1970.
 */
import { decodeCbor, encodeCbor } from './cbor.js';
import { IcWebSocketError } from './errors.js';

/** What client and canister tell each other, in either direction. */
export interface Message {
  readonly clientId: bigint;
  readonly sequenceNumber: bigint;
  readonly timestampNanos: bigint;
  /** The application's; empty if it is one of the following. */
  readonly payload: Uint8Array;
  /** In a heartbeat: how many of the other side's messages have arrived so far. */
  readonly heartbeat?: bigint;
  /** In the last message of a canister that closes the client: why it does. */
  readonly closed?: Closing;
}

/** The registration has ended, or the client has not answered the heartbeat in time. */
export type Closing = 'expired' | 'silent';

/** A frame from the gateway: a message still in its certified encoding, and the proof. */
export interface GatewayFrame {
  readonly key: string;
  readonly message: Uint8Array;
  readonly certificate: Uint8Array;
  readonly tree: Uint8Array;
}

/** The content of the first frame, the part that is signed. */
export function encodeOpening(canisterId: string, clientId: bigint): Uint8Array {
  return encodeCbor({ canister_id: canisterId, client_id: clientId });
}

export function encodeFirstFrame(opening: Uint8Array, signature: Uint8Array): Uint8Array {
  return encodeCbor({ client_canister_id: opening, sig: signature });
}

export function encodeMessage(message: Message): Uint8Array {
  return encodeCbor({
    client_id: message.clientId,
    sequence_num: message.sequenceNumber,
    timestamp: message.timestampNanos,
    message: message.payload,
    ...(message.heartbeat !== undefined && { heartbeat: message.heartbeat }),
  });
}

export function encodeClientFrame(message: Uint8Array, signature: Uint8Array): Uint8Array {
  return encodeCbor({ sig: signature, val: message });
}

/** @throws IcWebSocketError `malformed-frame`, naming what is wrong */
export function decodeGatewayFrame(frame: Uint8Array): GatewayFrame {
  const fields = decodeFields('frame', frame, ['key', 'val', 'cert', 'tree']);
  return {
    key: textField(fields, 'key'),
    message: bytesField(fields, 'val'),
    certificate: bytesField(fields, 'cert'),
    tree: bytesField(fields, 'tree'),
  };
}

/** @throws IcWebSocketError `malformed-frame`, naming what is wrong */
export function decodeMessage(message: Uint8Array): Message {
  const names = ['client_id', 'sequence_num', 'timestamp', 'message'];
  const fields = decodeFields('message', message, names, ['heartbeat', 'closed']);
  const decoded = {
    clientId: unsignedField(fields, 'client_id'),
    sequenceNumber: unsignedField(fields, 'sequence_num'),
    timestampNanos: unsignedField(fields, 'timestamp'),
    payload: bytesField(fields, 'message'),
  };
  const [notice, another] = ['heartbeat', 'closed'].filter((name) => Object.hasOwn(fields, name));
  if (notice === undefined) {
    return decoded;
  }
  if (another !== undefined || decoded.payload.length > 0) {
    throw malformed(`the message has more than its "${notice}"`);
  }
  return notice === 'heartbeat'
    ? { ...decoded, heartbeat: unsignedField(fields, notice) }
    : { ...decoded, closed: closingField(fields, notice) };
}

type Fields = Readonly<Record<string, unknown>>;

/** A map with exactly the names given: a field more is as wrong as a field less. */
function decodeFields(
  what: string,
  bytes: Uint8Array,
  names: readonly string[],
  optional: readonly string[] = [],
): Fields {
  let value: unknown;
  try {
    value = decodeCbor(bytes);
  } catch (cause) {
    throw malformed(`the ${what} is not CBOR`, cause);
  }
  if (
    value === null ||
    typeof value !== 'object' ||
    Object.getPrototypeOf(value) !== Object.prototype
  ) {
    throw malformed(`the ${what} is not a CBOR map`);
  }
  const fields = value as Fields;
  const missing = names.find((name) => !Object.hasOwn(fields, name));
  if (missing !== undefined) {
    throw malformed(`the ${what} has no field "${missing}"`);
  }
  const known = [...names, ...optional];
  const surplus = Object.keys(fields).find((name) => !known.includes(name));
  if (surplus !== undefined) {
    throw malformed(`the ${what} has an unknown field "${surplus}"`);
  }
  return fields;
}

function textField(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') {
    throw malformed(`the field "${name}" is not a text`);
  }
  return value;
}

function bytesField(fields: Fields, name: string): Uint8Array {
  const value = fields[name];
  if (!(value instanceof Uint8Array)) {
    throw malformed(`the field "${name}" is not a byte string`);
  }
  return value;
}

function unsignedField(fields: Fields, name: string): bigint {
  const value = fields[name];
  // The decoder gives a number where one is exact, and a bigint above that. A float that happens to
  // be whole cannot be told from an integer here; its encoding is certified, so nothing hangs on it.
  const isNumber = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (!isNumber || (value as number | bigint) < 0) {
    throw malformed(`the field "${name}" is not an unsigned number`);
  }
  return BigInt(value as number | bigint);
}

function closingField(fields: Fields, name: string): Closing {
  const value = fields[name];
  if (value !== 'expired' && value !== 'silent') {
    throw malformed(`the field "${name}" is neither "expired" nor "silent"`);
  }
  return value;
}

function malformed(message: string, cause?: unknown): IcWebSocketError {
  return new IcWebSocketError('malformed-frame', message, { cause });
}
