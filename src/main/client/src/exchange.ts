import type { Clock } from './clock.js';
import { Departures } from './departures.js';
import {
  asIcWebSocketError,
  firstLine,
  IcWebSocketError,
  type IcWebSocketErrorCode,
} from './errors.js';
import type { Closing } from './frames.js';
import { Heartbeat } from './heartbeat.js';
import type { Limits, WebSocketLike } from './options.js';
import { Outgoing } from './outgoing.js';
import type { Registry } from './registry.js';
import { Renewal } from './renewal.js';
import { SerialQueue } from './serialQueue.js';
import type { Session, VerifiedMessage } from './session.js';
import type { Surroundings } from './surroundings.js';
import type { Terms } from './terms.js';

export interface ExchangeOptions {
  readonly registry: Pick<Registry, 'renew'>;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'maxPendingFrames'>;
  readonly surroundings: Surroundings;
}

export interface ExchangeListener {
  /** The first message of the canister has come: it has opened this client. */
  confirmed(): void;

  /** @throws IcWebSocketError to end the connection with it */
  received(message: VerifiedMessage, arrivedMillis: number): void;

  failed(error: IcWebSocketError): void;
}

/**
 * What passes between canister and client through one socket after the first frame: signed messages
 * out, verified ones in, and where the canister has them heartbeat and renewal, of which the listener
 * hears nothing.
 */
export class Exchange {
  readonly #session: Session;
  readonly #options: ExchangeOptions;
  readonly #listener: ExchangeListener;
  readonly #incoming = new SerialQueue();
  readonly #departures: Departures;
  readonly #outgoing: Outgoing;
  #isHearing = true;
  #isConfirmed = false;
  #heartbeat: Heartbeat | undefined;
  #renewal: Renewal | undefined;

  /** The first frame has just left. */
  constructor(
    session: Session,
    socket: WebSocketLike,
    options: ExchangeOptions,
    listener: ExchangeListener,
  ) {
    this.#session = session;
    this.#options = options;
    this.#listener = listener;
    const timeoutMillis = session.terms?.timeoutMillis ?? Number.POSITIVE_INFINITY;
    this.#departures = new Departures(timeoutMillis, options.surroundings);
    this.#outgoing = new Outgoing({
      session,
      socket,
      departures: this.#departures,
      failed: (error) => listener.failed(error),
    });
  }

  /** Messages handed to the socket of which the canister has not said that they arrived. */
  get unconfirmed(): number {
    return this.#departures.unconfirmed;
  }

  /** The messages that have certainly not left, in order. */
  get unsent(): Uint8Array[] {
    return this.#outgoing.unsent;
  }

  get unsentBytes(): number {
    return this.#outgoing.unsentBytes;
  }

  /** Signs a message and sends it. */
  send(payload: Uint8Array): void {
    this.#outgoing.send(payload);
  }

  /** Takes what the gateway sent. */
  receive(data: unknown): void {
    if (!this.#isHearing) {
      return;
    }
    if (!(data instanceof ArrayBuffer)) {
      this.#fail('malformed-frame', 'the gateway sent a text frame');
    } else if (this.#incoming.waiting >= this.#options.limits.maxPendingFrames) {
      this.#fail('too-many-frames', 'more frames came than can be checked');
    } else {
      const arrivedMillis = this.#options.clock();
      this.#incoming.add(() => this.#check(new Uint8Array(data), arrivedMillis));
    }
  }

  /** Calls back when all that has arrived by now was checked. */
  whenChecked(callback: () => void): void {
    this.#incoming.add(callback);
  }

  /** Closes the socket when everything handed to `send` has left. What arrives meanwhile is dropped. */
  close(code?: number, reason?: string): void {
    this.#stopHearing();
    this.#outgoing.close(code, reason);
  }

  /** From now on nothing leaves, and what arrives is dropped. */
  end(): void {
    this.#stopHearing();
    this.#outgoing.end();
  }

  async #check(frame: Uint8Array, arrivedMillis: number): Promise<void> {
    if (!this.#isHearing) {
      return;
    }
    try {
      const message = await this.#session.accept(frame);
      // Ordering: it may have been closed meanwhile.
      if (this.#hears()) {
        this.#take(message, arrivedMillis);
      }
    } catch (thrown) {
      this.#listener.failed(asIcWebSocketError(thrown));
    }
  }

  #take(message: VerifiedMessage, arrivedMillis: number): void {
    const { heartbeat, closed } = message;
    if (closed !== undefined) {
      throw this.#closedByCanister(closed);
    }
    const { terms } = this.#session;
    if (!this.#isConfirmed && terms !== undefined) {
      this.#startTimers(terms, message);
    }
    if (heartbeat !== undefined) {
      this.#heartbeat?.heard(heartbeat, message);
    }
    if (!this.#isConfirmed) {
      this.#isConfirmed = true;
      this.#listener.confirmed();
    }
    // Ordering: the listener may have closed it just now.
    if (heartbeat === undefined && this.#hears()) {
      this.#listener.received(message, arrivedMillis);
    }
  }

  #startTimers(terms: Terms, first: VerifiedMessage): void {
    const { clock, registry, surroundings } = this.#options;
    const { clientId } = this.#session;
    this.#heartbeat = new Heartbeat(
      {
        terms,
        departures: this.#departures,
        outgoing: this.#outgoing,
        clock,
        surroundings,
        whenChecked: (callback) => this.whenChecked(callback),
        failed: (error) => this.#listener.failed(error),
      },
      first.timestampMillis,
    );
    this.#renewal = new Renewal(terms, {
      renew: (present) => registry.renew(clientId, present),
      surroundings,
    });
  }

  #closedByCanister(closed: Closing): IcWebSocketError {
    if (closed === 'silent') {
      return new IcWebSocketError(closed, 'the canister has not heard from this client in time');
    }
    const failure = this.#renewal?.failure;
    const why = failure === undefined ? '' : `, and was not renewed: ${firstLine(failure)}`;
    return new IcWebSocketError(closed, `the registration with the canister has ended${why}`);
  }

  // As a method, since the compiler takes a field that it saw compared for constant across an await.
  #hears(): boolean {
    return this.#isHearing;
  }

  #stopHearing(): void {
    this.#isHearing = false;
    this.#heartbeat?.end();
    this.#renewal?.end();
  }

  #fail(code: IcWebSocketErrorCode, message: string): void {
    this.#listener.failed(new IcWebSocketError(code, message));
  }
}
