import { Principal } from '@icp-sdk/core/principal';
import { Admission } from './admission.js';
import { type Codec, rawCodec, type SentAs } from './codec.js';
import { Comeback } from './comeback.js';
import { Connection, type Ending } from './connection.js';
import { firstLine, IcWebSocketError } from './errors.js';
import {
  IcCloseEvent,
  IcErrorEvent,
  IcMessageEvent,
  IcOpenEvent,
  IcReconnectingEvent,
} from './events.js';
import { IcEventTarget } from './icEventTarget.js';
import {
  DEFAULT_LIMITS,
  globalWebSocket,
  type IcWebSocketOptions,
  reconnectionFrom,
} from './options.js';
import {
  CLOSED,
  CLOSING,
  CONNECTING,
  OPEN,
  Reconnector,
  type ReconnectorListener,
} from './reconnector.js';
import { agentFor, authorityFor, openSession } from './registration.js';
import { Registry } from './registry.js';
import type { VerifiedMessage } from './session.js';
import { generateSigningKey } from './signingKey.js';
import { checkCloseArguments, parseSocketUrls } from './standard.js';
import { SURROUNDINGS } from './surroundings.js';

/**
 * A WebSocket to a canister, through gateways that need not be trusted: what is sent is signed, and
 * what is received has been verified against the network's root key. It is used like the standard
 * WebSocket. The differences:
 *
 * - It comes back when a connection ends, unless its close code says that this is of no use: then,
 *   from `reconnecting` to the next `open`, it is connecting again. `close` comes once, at the end.
 *   Each `open` but the first tells that messages may have been lost ({@link IcOpenEvent}).
 * - `open` says that the client has registered with the canister, and that the canister has confirmed
 *   the opening. One without the heartbeat does not; then it says that the client has introduced itself
 *   to the gateway. A refusal ends the connection with its code.
 * - `message` events carry sequence number, delay and certificate time ({@link IcMessageEvent}).
 * - A frame that fails a check ends the connection at once: an `error` event that says which check
 *   ({@link IcErrorEvent}). Its message is never delivered, and a gateway that is caught lying is not
 *   asked again: if there is no other, `close` follows with the code 4000.
 * - A `codec` stands in for `binaryType`; there are no subprotocols and extensions.
 */
export class IcWebSocket<
  Received = Uint8Array,
  Sent = SentAs<Received>,
> extends IcEventTarget<Received> {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSING = CLOSING;
  static readonly CLOSED = CLOSED;
  readonly CONNECTING = CONNECTING;
  readonly OPEN = OPEN;
  readonly CLOSING = CLOSING;
  readonly CLOSED = CLOSED;

  readonly #codec: Codec<Received, Sent>;
  readonly #reconnector: Reconnector;

  /**
   * Starts to connect.
   *
   * @param urls the gateways' addresses, `wss://host/path`, in the order in which to try them; in a
   *     page they may be relative
   * @throws DOMException `SyntaxError` if a URL is none for a WebSocket, or there is none
   * @throws RangeError if the bounds of `reconnect` contradict each other
   * @throws Error if the canister id is none, or there is no WebSocket to use
   */
  constructor(
    urls: string | URL | readonly (string | URL)[],
    options: IcWebSocketOptions<Received, Sent>,
  ) {
    super();
    const gateways = parseSocketUrls(urls);
    // Without a codec the type parameters have their defaults, which are the raw codec's types.
    this.#codec = options.codec ?? (rawCodec as Codec<unknown, never> as Codec<Received, Sent>);
    this.#reconnector = reconnector(
      gateways,
      options as IcWebSocketOptions<never, never>,
      this.#listener(),
    );
  }

  /** The gateway connected to, or to be tried next. */
  get url(): string {
    return this.#reconnector.url;
  }

  get readyState(): number {
    return this.#reconnector.readyState;
  }

  /** Bytes handed to `send` that have not left yet. */
  get bufferedAmount(): number {
    return this.#reconnector.bufferedAmount;
  }

  /** The id that the canister gave this client; another after each reconnection. */
  get clientId(): bigint | undefined {
    return this.#reconnector.clientId;
  }

  /**
   * Signs a message and sends it; while reconnecting it waits for that. As with the standard
   * WebSocket it is dropped without a word once this is closing.
   *
   * @throws DOMException `InvalidStateError` before the first `open`
   * @throws IcWebSocketError `buffer-full`; the connection stays
   */
  send(message: Sent): void {
    if (this.readyState === CONNECTING && !this.#reconnector.takesMessages) {
      throw new DOMException('still connecting', 'InvalidStateError');
    }
    const payload = this.#codec.encode(message);
    if (this.#reconnector.takesMessages) {
      this.#reconnector.send(payload);
    }
  }

  /**
   * Closes for good, when everything handed to `send` has left. Messages that arrive later are
   * dropped. While connecting it gives up, what waits is dropped, and the close code is 1006.
   *
   * @throws DOMException `InvalidAccessError` or `SyntaxError` for a code or reason not allowed
   */
  close(code?: number, reason = ''): void {
    checkCloseArguments(code, reason);
    this.#reconnector.close(code, reason);
  }

  #listener(): ReconnectorListener {
    return {
      opened: (messagesMayBeLost, unconfirmed) =>
        this.dispatchEvent(new IcOpenEvent(messagesMayBeLost, unconfirmed)),
      received: (message, arrivedMillis) => this.#received(message, arrivedMillis),
      failed: (error) => this.dispatchEvent(new IcErrorEvent(error)),
      reconnecting: (attempt, ending) =>
        this.dispatchEvent(new IcReconnectingEvent(attempt, this.url, ending)),
      closed: ({ code, reason, wasClean }: Ending) =>
        this.dispatchEvent(new IcCloseEvent(code, reason, wasClean)),
    };
  }

  #received(message: VerifiedMessage, arrivedMillis: number): void {
    const data = this.#decode(message.payload);
    if (this.readyState === OPEN) {
      const { origin } = new URL(this.url);
      this.dispatchEvent(new IcMessageEvent(data, message, arrivedMillis, origin));
    }
  }

  #decode(payload: Uint8Array): Received {
    try {
      return this.#codec.decode(payload);
    } catch (cause) {
      throw new IcWebSocketError(
        'undecodable-message',
        `the application's codec cannot read the message: ${firstLine(cause)}`,
        { cause },
      );
    }
  }
}

/** The parts below, put together as the options say. */
function reconnector(
  gateways: string[],
  options: IcWebSocketOptions<never, never>,
  listener: ReconnectorListener,
): Reconnector {
  const canisterId = Principal.from(options.canisterId);
  const webSocket = options.webSocket ?? globalWebSocket();
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const surroundings = SURROUNDINGS;
  const comeback = new Comeback(gateways, reconnectionFrom(options.reconnect), surroundings);
  const agent = agentFor(options);
  const clock = () => Date.now() + agent.getTimeDiffMsecs();
  // One key for all registrations of this object.
  const key = generateSigningKey();
  const authority = authorityFor(options, agent, clock);
  const registry = new Registry({ agent, canisterId, authority, clock, surroundings });
  const admission = new Admission(
    async () => openSession(agent, canisterId, registry, await key, clock, limits),
    surroundings,
    limits.connectTimeoutMillis,
  );
  const parts = { webSocket, admission, registry, clock, limits, surroundings };
  return new Reconnector(
    {
      connect: (url, connectionListener) => new Connection(url, parts, connectionListener),
      comeback,
      maxBufferedBytes: limits.maxBufferedBytes,
      surroundings,
    },
    listener,
  );
}
