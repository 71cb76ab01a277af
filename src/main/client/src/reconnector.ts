import type { Attempt, Comeback } from './comeback.js';
import { ABNORMAL_CLOSURE } from './closeCodes.js';
import type { Connection, ConnectionListener, Ending } from './connection.js';
import { IcWebSocketError } from './errors.js';
import type { VerifiedMessage } from './session.js';
import type { Surroundings } from './surroundings.js';

/** The states of the standard WebSocket, by their standard numbers. */
export const CONNECTING = 0;
export const OPEN = 1;
export const CLOSING = 2;
export const CLOSED = 3;

/** Who hears what becomes of it. `closed` comes once, and nothing after it. */
export interface ReconnectorListener {
  /** What it sends in this call goes ahead of what has waited. */
  opened(messagesMayBeLost: boolean, unconfirmed: number): void;

  /** @throws IcWebSocketError to end the connection with it */
  received(message: VerifiedMessage, arrivedMillis: number): void;

  /** A connection or an attempt failed; `reconnecting` or `closed` follows. */
  failed(error: IcWebSocketError): void;

  reconnecting(attempt: Attempt, ending: Ending): void;

  closed(ending: Ending): void;
}

export interface ReconnectorOptions {
  readonly connect: (url: string, listener: ConnectionListener) => Connection;
  readonly comeback: Comeback;
  readonly maxBufferedBytes: number;
  readonly surroundings: Pick<Surroundings, 'after' | 'onOnline'>;
}

/**
 * One continuous connection, made of single ones. There is at most one of these at a time; between
 * two of them messages wait, and a timer runs. A message that has left is not sent again.
 */
export class Reconnector implements ConnectionListener {
  readonly #options: ReconnectorOptions;
  readonly #listener: ReconnectorListener;
  /** Accepted by `send` and handed to no connection. Bounded, with what the connection holds. */
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #readyState: number = CONNECTING;
  #connection: Connection | undefined;
  #cancelAttempt: () => void = () => undefined;
  #hasBeenOpen = false;
  #unconfirmed = 0;

  /** Starts to connect. */
  constructor(options: ReconnectorOptions, listener: ReconnectorListener) {
    this.#options = options;
    this.#listener = listener;
    this.#connect();
  }

  get readyState(): number {
    return this.#readyState;
  }

  /** The gateway of the connection, or of the next attempt. */
  get url(): string {
    return this.#options.comeback.gateway;
  }

  /** The client's id at the canister; undefined without a connection that has one. */
  get clientId(): bigint | undefined {
    return this.#connection?.clientId;
  }

  /** Bytes handed to `send` that have not left yet. */
  get bufferedAmount(): number {
    return this.#waitingBytes + (this.#connection?.bufferedBytes ?? 0);
  }

  /** Whether messages can be taken, to leave now or when the connection is back. */
  get takesMessages(): boolean {
    return this.#readyState === OPEN || (this.#readyState === CONNECTING && this.#hasBeenOpen);
  }

  /**
   * Sends a message, now or when the connection is back.
   *
   * @throws IcWebSocketError `buffer-full`; nothing else changes
   */
  send(payload: Uint8Array): void {
    if (this.bufferedAmount + payload.length > this.#options.maxBufferedBytes) {
      throw new IcWebSocketError('buffer-full', `${this.bufferedAmount} bytes wait to be sent`);
    }
    if (this.#readyState === OPEN) {
      this.#connection?.send(payload);
    } else {
      this.#waiting.push(payload);
      this.#waitingBytes += payload.length;
    }
  }

  /**
   * Ends it. An open connection closes when everything handed to `send` has left; an attempt, or the
   * wait for one, is given up.
   */
  close(code?: number, reason?: string): void {
    if (this.#readyState === OPEN) {
      this.#sendWaiting();
      this.#readyState = CLOSING;
      this.#connection?.close(code, reason);
    } else if (this.#readyState === CONNECTING) {
      this.#readyState = CLOSING;
      this.#cancelAttempt();
      this.#connection?.abandon();
      queueMicrotask(() => this.#finish({ code: ABNORMAL_CLOSURE, reason: '', wasClean: false }));
    }
  }

  opened(): void {
    const [messagesMayBeLost, unconfirmed] = [this.#hasBeenOpen, this.#unconfirmed];
    this.#options.comeback.opened();
    this.#hasBeenOpen = true;
    this.#unconfirmed = 0;
    this.#readyState = OPEN;
    // Ordering: before what has waited. The canister sees a new client, which may have to greet it first.
    this.#listener.opened(messagesMayBeLost, unconfirmed);
    this.#sendWaiting();
  }

  received(message: VerifiedMessage, arrivedMillis: number): void {
    this.#listener.received(message, arrivedMillis);
  }

  ended(ending: Ending): void {
    this.#keepUnsent();
    const isWanted = this.#readyState !== CLOSING;
    const attempt = isWanted ? this.#options.comeback.after(ending) : undefined;
    this.#readyState = attempt === undefined ? CLOSING : CONNECTING;
    if (ending.error !== undefined) {
      this.#listener.failed(ending.error);
    }
    // Ordering: the listener may have closed it just now.
    if (attempt === undefined || this.#isClosing()) {
      this.#finish(ending);
    } else {
      this.#schedule(attempt);
      this.#listener.reconnecting(attempt, ending);
    }
  }

  #connect(): void {
    this.#connection = this.#options.connect(this.url, this);
  }

  /** Sets the timer; the return of the machine's network cuts the wait short. */
  #schedule({ delayMillis }: Attempt): void {
    const { surroundings } = this.#options;
    const start = () => {
      this.#cancelAttempt();
      this.#connect();
    };
    const cancelTimer = surroundings.after(delayMillis, start);
    const cancelOnline = surroundings.onOnline(start);
    this.#cancelAttempt = () => {
      cancelTimer();
      cancelOnline();
    };
  }

  #sendWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    waiting.forEach((payload) => this.#connection?.send(payload));
  }

  /** Takes back from a connection that ended what has certainly not left. */
  #keepUnsent(): void {
    const { unsent = [], unconfirmed = 0 } = this.#connection ?? {};
    this.#waiting = [...unsent, ...this.#waiting];
    this.#waitingBytes = this.#waiting.reduce((bytes, { length }) => bytes + length, 0);
    this.#unconfirmed += unconfirmed;
    this.#connection = undefined;
  }

  #isClosing(): boolean {
    return this.#readyState === CLOSING;
  }

  #finish(ending: Ending): void {
    if (this.#readyState !== CLOSED) {
      this.#readyState = CLOSED;
      this.#listener.closed(ending);
    }
  }
}
