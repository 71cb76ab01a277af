/**
 * Why a connection failed. From `too-many-frames` on it means that a frame of the gateway was
 * refused: it was not delivered and never will be.
 */
export type IcWebSocketErrorCode =
  /** The canister did not register the client's key, or could not be reached. */
  | 'registration'
  /** The socket to the gateway could not be opened, or broke without a closing handshake. */
  | 'connection'
  /** Registration and opening together took longer than allowed. */
  | 'timeout'
  /** More bytes wait to be sent than allowed; thrown by `send`, the connection stays. */
  | 'buffer-full'
  /** The authority of this client's identity has ended, and there is no fresh one. */
  | 'identity-expired'
  /** The registration has ended at the canister, which closed this client. */
  | 'expired'
  /** The canister did not hear from this client in time and closed it. */
  | 'silent'
  /** No heartbeat of the canister came in time: the gateway has crashed, or blocks or delays messages. */
  | 'no-heartbeat'
  /** A heartbeat shows that what this client sent did not arrive in time: the gateway holds it back. */
  | 'withheld'
  /** More frames wait to be checked than allowed. */
  | 'too-many-frames'
  /** A frame, or the message in it, is not what the protocol describes. */
  | 'malformed-frame'
  /** The certificate is not signed, directly or through its subnet, by the network's root key for this canister. */
  | 'untrusted-certificate'
  /** The certificate's time is too far from the present. */
  | 'stale-certificate'
  /** The hash tree is not the one whose hash the canister certified. */
  | 'wrong-tree'
  /** The hash tree does not hold the message's hash under the message's key. */
  | 'uncertified-message'
  /** The message is for another client. */
  | 'wrong-client'
  /** The message is not the next one: one was left out, repeated or moved. */
  | 'wrong-sequence'
  /** The message is too old, from the future, or older than the message before it. */
  | 'wrong-timestamp'
  /** The message is genuine, but the application's codec cannot read it. */
  | 'undecodable-message';

/** Where no frame was refused. */
const NO_REFUSALS: ReadonlySet<IcWebSocketErrorCode> = new Set([
  'registration',
  'connection',
  'timeout',
  'buffer-full',
  'identity-expired',
  'expired',
  'silent',
  'no-heartbeat',
  'withheld',
]);

/** The one kind of error that this library reports; `code` tells programs, `message` tells people. */
export class IcWebSocketError extends Error {
  override readonly name = 'IcWebSocketError';

  constructor(
    readonly code: IcWebSocketErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether a frame of the gateway was refused. */
  get isRefusal(): boolean {
    return !NO_REFUSALS.has(this.code);
  }
}

/** What was thrown, as an error of this library: whatever else goes wrong ends the connection. */
export function asIcWebSocketError(thrown: unknown): IcWebSocketError {
  return thrown instanceof IcWebSocketError
    ? thrown
    : new IcWebSocketError('connection', firstLine(thrown), { cause: thrown });
}

/** The first line of whatever was thrown: the agent's errors carry whole request dumps below it. */
export function firstLine(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split('\n', 1)[0] ?? '';
}
