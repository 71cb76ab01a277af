import { type Clock, millisToNanos, nanosToMillis } from './clock.js';
import type { Certification } from './certification.js';
import { IcWebSocketError } from './errors.js';
import {
  decodeGatewayFrame,
  decodeMessage,
  encodeClientFrame,
  encodeFirstFrame,
  encodeMessage,
  encodeOpening,
  type Closing,
  type Message,
} from './frames.js';
import type { SigningKey } from './signingKey.js';
import type { Terms } from './terms.js';

export interface SessionOptions {
  /** The canister's id as text. */
  readonly canisterId: string;
  readonly clientId: bigint;
  /** What the canister grants; undefined if it knows neither expiry nor heartbeat. */
  readonly terms: Terms | undefined;
  readonly key: SigningKey;
  readonly certification: Pick<Certification, 'verify'>;
  readonly clock: Clock;
  readonly maxMessageAgeMillis: number;
  readonly maxClockSkewMillis: number;
}

/** A message of the canister that passed every check. */
export interface VerifiedMessage {
  readonly payload: Uint8Array;
  readonly sequenceNumber: number;
  readonly timestampMillis: number;
  readonly certificateTimeMillis: number;
  readonly key: string;
  /** In a heartbeat: how many messages of this client had arrived at the canister by then. */
  readonly heartbeat?: number;
  /** In the last message of all: why the canister closes this client. */
  readonly closed?: Closing;
}

/**
 * One client's conversation with one canister, without the socket: what is sent next, and whether
 * what came is genuine and the next in order. `seal` may be called again before it has answered;
 * `accept` may not, since each message is checked against the one before.
 */
export class Session {
  readonly #options: SessionOptions;
  #nextSent = 0n;
  #nextReceived = 0n;
  #lastTimestampNanos = 0n;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get clientId(): bigint {
    return this.#options.clientId;
  }

  get terms(): Terms | undefined {
    return this.#options.terms;
  }

  /** The frame that introduces the client to the gateway and, through it, to the canister. */
  async firstFrame(): Promise<Uint8Array> {
    const opening = encodeOpening(this.#options.canisterId, this.#options.clientId);
    return encodeFirstFrame(opening, await this.#options.key.sign(opening));
  }

  /** Numbers, dates and signs a message; number and time are taken at the call. */
  seal(payload: Uint8Array): Promise<Uint8Array> {
    return this.#seal({ payload });
  }

  /** The same for a heartbeat, which says how many messages were accepted so far. */
  sealHeartbeat(): Promise<Uint8Array> {
    return this.#seal({ payload: new Uint8Array(), heartbeat: this.#nextReceived });
  }

  async #seal(content: Pick<Message, 'payload' | 'heartbeat'>): Promise<Uint8Array> {
    const message = encodeMessage({
      clientId: this.#options.clientId,
      sequenceNumber: this.#nextSent++,
      timestampNanos: millisToNanos(this.#options.clock()),
      ...content,
    });
    return encodeClientFrame(message, await this.#options.key.sign(message));
  }

  /**
   * Checks a frame. What the gateway wrote is believed only after the certificate has been verified,
   * so the cheap checks on the message come last.
   *
   * @throws IcWebSocketError naming the check that failed; the session is of no use after that
   */
  async accept(frame: Uint8Array): Promise<VerifiedMessage> {
    const sealed = decodeGatewayFrame(frame);
    const certificateTimeNanos = await this.#options.certification.verify(sealed);
    const message = decodeMessage(sealed.message);
    this.#checkClient(message);
    this.#checkSequence(message);
    this.#checkTimestamp(message, certificateTimeNanos);
    const { payload, heartbeat, closed } = message;
    return {
      payload,
      sequenceNumber: Number(message.sequenceNumber),
      timestampMillis: nanosToMillis(message.timestampNanos),
      certificateTimeMillis: nanosToMillis(certificateTimeNanos),
      key: sealed.key,
      ...(heartbeat !== undefined && { heartbeat: Number(heartbeat) }),
      ...(closed !== undefined && { closed }),
    };
  }

  #checkClient(message: Message): void {
    if (message.clientId !== this.#options.clientId) {
      throw new IcWebSocketError(
        'wrong-client',
        `the message is for client ${message.clientId}, this is ${this.#options.clientId}`,
      );
    }
  }

  #checkSequence(message: Message): void {
    if (message.sequenceNumber !== this.#nextReceived) {
      throw new IcWebSocketError(
        'wrong-sequence',
        `the message is number ${message.sequenceNumber}, expected was ${this.#nextReceived}`,
      );
    }
    this.#nextReceived++;
  }

  #checkTimestamp(message: Message, certificateTimeNanos: bigint): void {
    const { timestampNanos } = message;
    const ageMillis = this.#options.clock() - nanosToMillis(timestampNanos);
    if (ageMillis > this.#options.maxMessageAgeMillis) {
      throw wrongTimestamp(`the message is ${ageMillis} ms old`);
    }
    if (ageMillis < -this.#options.maxClockSkewMillis) {
      throw wrongTimestamp(`the message is from ${-ageMillis} ms in the future`);
    }
    if (timestampNanos > certificateTimeNanos) {
      throw wrongTimestamp('the message is younger than its certificate');
    }
    if (timestampNanos < this.#lastTimestampNanos) {
      throw wrongTimestamp('the message is older than the one before it');
    }
    this.#lastTimestampNanos = timestampNanos;
  }
}

function wrongTimestamp(message: string): IcWebSocketError {
  return new IcWebSocketError('wrong-timestamp', message);
}
