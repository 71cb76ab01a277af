import type { HttpAgent } from '@icp-sdk/core/agent';
import type { Principal } from '@icp-sdk/core/principal';
import type { IdentitySource } from './authority.js';
import type { Codec } from './codec.js';
import { LONGEST_TIMER_MILLIS } from './surroundings.js';

/** Which Internet Computer the canister is on. */
export interface Network {
  /** Where its HTTP interface is, e.g. `http://127.0.0.1:4943`. */
  readonly url: string;

  /**
   * Its root key: DER, as bytes or as hex digits. Left out, it is the mainnet's. It is never fetched
   * from the network itself: whoever answers could then vouch for himself.
   */
  readonly rootKey?: Uint8Array | string;
}

/** The part of the standard WebSocket's constructor and instances that this library uses. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;

export interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  onopen: ((event: never) => unknown) | null;
  onmessage: ((event: never) => unknown) | null;
  onerror: ((event: never) => unknown) | null;
  onclose: ((event: never) => unknown) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** @throws Error where there is none */
export function globalWebSocket(): WebSocketConstructor {
  if (typeof globalThis.WebSocket !== 'function') {
    throw new Error('there is no global WebSocket here: give one as the option `webSocket`');
  }
  return globalThis.WebSocket as unknown as WebSocketConstructor;
}

export interface IcWebSocketOptions<Received, Sent = Received> {
  /** The canister to talk to. */
  readonly canisterId: string | Principal;

  /** The network that the canister is on; the mainnet if left out. Ignored when there is an `agent`. */
  readonly network?: Network;

  /**
   * Who registers with the canister: the caller that it will see behind this client. If left out, an
   * identity made for this object alone, so that no two of them can be linked.
   *
   * A function is asked for the present identity at first, and for a fresh one when that ends soon:
   * before a registration, and in time to renew one. A registration can only be renewed by an
   * identity with the same principal. A function that fails is asked again later.
   */
  readonly identity?: IdentitySource;

  /**
   * An agent that is there already, with its own network and root key. Unless there is an `identity`,
   * which is then put into the agent, the identity that the agent was made with counts.
   */
  readonly agent?: HttpAgent;

  /** The application's message format; bytes as they are if left out. */
  readonly codec?: Codec<Received, Sent>;

  /** The WebSocket to use where there is no global one (Node.js before 22). */
  readonly webSocket?: WebSocketConstructor;

  /** Bounds; see {@link Limits}. */
  readonly limits?: Partial<Limits>;

  /** How it comes back when a connection ends; see {@link Reconnection}. `false`: not at all. */
  readonly reconnect?: false | Partial<Reconnection>;
}

/** How to come back, with the defaults. */
export interface Reconnection {
  /** The shortest wait before an attempt: 0.5 s. */
  readonly minDelayMillis: number;

  /** The longest: 60 s. */
  readonly maxDelayMillis: number;

  /** How long a connection must be open for the delays to start over: 10 s. */
  readonly stableMillis: number;

  /** Attempts in a row: no end. Only the application knows when nobody is waiting; it can close. */
  readonly maxAttempts: number;
}

export const DEFAULT_RECONNECTION: Reconnection = {
  minDelayMillis: 500,
  maxDelayMillis: 60_000,
  stableMillis: 10_000,
  maxAttempts: Number.POSITIVE_INFINITY,
};

/**
 * The bounds meant by the option.
 *
 * @throws RangeError naming the one that cannot be
 */
export function reconnectionFrom(option: false | Partial<Reconnection> = {}): Reconnection {
  if (option === false) {
    return { ...DEFAULT_RECONNECTION, maxAttempts: 0 };
  }
  const bounds = { ...DEFAULT_RECONNECTION, ...option };
  for (const [name, value] of Object.entries(bounds)) {
    if (!(value >= 0)) {
      throw new RangeError(`reconnect.${name} is ${value}, not a number from 0 on`);
    }
  }
  if (bounds.minDelayMillis === 0 || bounds.minDelayMillis > bounds.maxDelayMillis) {
    throw new RangeError('reconnect.minDelayMillis must be over 0 and not over maxDelayMillis');
  }
  if (bounds.maxDelayMillis > LONGEST_TIMER_MILLIS) {
    throw new RangeError(`reconnect.maxDelayMillis is over ${LONGEST_TIMER_MILLIS}`);
  }
  return bounds;
}

/** Bounds with their defaults. */
export interface Limits {
  /** Time for registration and opening together: 60 s. */
  readonly connectTimeoutMillis: number;

  /** How old a certificate may be when its message is checked: 5 min. */
  readonly maxCertificateAgeMillis: number;

  /** How old a message may be when it is checked: 5 min, the time after which canisters delete it. */
  readonly maxMessageAgeMillis: number;

  /** How far ahead of this clock a message or certificate may be: 5 min. */
  readonly maxClockSkewMillis: number;

  /** Frames that may wait to be checked; one more ends the connection: 1000. */
  readonly maxPendingFrames: number;

  /** Bytes that may wait to be sent. Policy: `send` throws for what would be over: 16 MiB. */
  readonly maxBufferedBytes: number;
}

export const DEFAULT_LIMITS: Limits = {
  connectTimeoutMillis: 60_000,
  maxCertificateAgeMillis: 300_000,
  maxMessageAgeMillis: 300_000,
  maxClockSkewMillis: 300_000,
  maxPendingFrames: 1000,
  maxBufferedBytes: 16 * 1024 * 1024,
};
