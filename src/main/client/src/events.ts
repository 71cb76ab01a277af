import type { Attempt } from './comeback.js';
import type { Ending } from './connection.js';
import type { IcWebSocketError } from './errors.js';
import type { VerifiedMessage } from './session.js';

/** A message of the canister. There is no such event for a message that failed a check. */
export class IcMessageEvent<T> extends MessageEvent<T> {
  /** The message's place among those for this client, from 0; heartbeats take places too. */
  readonly sequenceNumber: number;
  /** When the canister published it. */
  readonly timestamp: Date;
  /** Milliseconds from then to its arrival here, as far as the clocks agree. */
  readonly delayMillis: number;
  /** The time in the certificate that proves it. */
  readonly certificateTime: Date;
  /** Where its hash is in the canister's certified tree. */
  readonly key: string;

  constructor(data: T, message: VerifiedMessage, arrivedMillis: number, origin: string) {
    super('message', { data, origin });
    this.sequenceNumber = message.sequenceNumber;
    this.timestamp = new Date(message.timestampMillis);
    this.delayMillis = arrivedMillis - message.timestampMillis;
    this.certificateTime = new Date(message.certificateTimeMillis);
    this.key = message.key;
  }
}

/** The client is connected: registered with the canister, and open there. */
export class IcOpenEvent extends Event {
  /**
   * Whether the canister may have sent messages that never came, or messages to it may not have
   * arrived: on every `open` but the first.
   */
  readonly messagesMayBeLost: boolean;
  /** How many messages had left through the connection before this and no heartbeat confirmed. */
  readonly unconfirmed: number;

  constructor(messagesMayBeLost: boolean, unconfirmed: number) {
    super('open');
    this.messagesMayBeLost = messagesMayBeLost;
    this.unconfirmed = unconfirmed;
  }
}

/** A connection has ended, or an attempt failed, and another attempt follows. */
export class IcReconnectingEvent extends Event {
  /** Which attempt it will be, from 1, since the last connection that lasted. */
  readonly attempt: number;
  /** How long from now until then. */
  readonly delayMillis: number;
  /** The gateway that will be tried. */
  readonly url: string;
  /** With which close code the connection or attempt before ended. */
  readonly code: number;
  readonly reason: string;

  constructor(attempt: Attempt, url: string, { code, reason }: Ending) {
    super('reconnecting');
    this.attempt = attempt.number;
    this.delayMillis = attempt.delayMillis;
    this.url = url;
    this.code = code;
    this.reason = reason;
  }
}

/** Says why a connection or an attempt failed; `reconnecting` or `close` follows. */
export class IcErrorEvent extends Event {
  constructor(readonly error: IcWebSocketError) {
    super('error');
  }
}

/** The end: nothing follows. Shaped like the standard's CloseEvent, which Node.js before 23 lacks. */
export class IcCloseEvent extends Event {
  constructor(
    readonly code: number,
    readonly reason: string,
    readonly wasClean: boolean,
  ) {
    super('close');
  }
}

export interface IcWebSocketEventMap<T> {
  open: IcOpenEvent;
  message: IcMessageEvent<T>;
  reconnecting: IcReconnectingEvent;
  error: IcErrorEvent;
  close: IcCloseEvent;
}
