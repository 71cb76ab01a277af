import type { IcWebSocketError } from './errors.js';
import type { VerifiedMessage } from './session.js';

/** A message of the canister. There is no such event for a message that failed a check. */
export class IcMessageEvent<T> extends MessageEvent<T> {
  /** The message's place among those for this client, from 0. */
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

/** Says why the connection failed; a `close` event follows. */
export class IcErrorEvent extends Event {
  constructor(readonly error: IcWebSocketError) {
    super('error');
  }
}

/** The connection's end. Shaped like the standard's CloseEvent, which Node.js before 23 lacks. */
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
  open: Event;
  message: IcMessageEvent<T>;
  error: IcErrorEvent;
  close: IcCloseEvent;
}
