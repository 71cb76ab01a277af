import type { HttpAgent } from '@icp-sdk/core/agent';
import { Principal } from '@icp-sdk/core/principal';
import type { Clock } from './clock.js';
import { ABNORMAL_CLOSURE, REFUSED_BY_CLIENT } from './closeCodes.js';
import { type Codec, rawCodec, type SentAs } from './codec.js';
import { asIcWebSocketError, firstLine, IcWebSocketError } from './errors.js';
import { IcCloseEvent, IcErrorEvent, IcMessageEvent } from './events.js';
import { IcEventTarget } from './icEventTarget.js';
import {
  DEFAULT_LIMITS,
  globalWebSocket,
  type IcWebSocketOptions,
  type Limits,
  type WebSocketConstructor,
  type WebSocketLike,
} from './options.js';
import { agentFor, openSession } from './registration.js';
import { SerialQueue } from './serialQueue.js';
import type { Session } from './session.js';
import { checkCloseArguments, parseSocketUrl } from './standard.js';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/**
 * A WebSocket to a canister, through a gateway that need not be trusted: what is sent is signed, and
 * what is received has been verified against the network's root key. It is used like the standard
 * WebSocket. The differences:
 *
 * - `open` says that the client has registered with the canister and introduced itself to the
 *   gateway. The protocol has no answer to that; a refusal comes as `close` with its code and reason.
 * - `message` events carry sequence number, delay and certificate time ({@link IcMessageEvent}).
 * - A frame that fails a check ends the connection at once: an `error` event that says which check
 *   ({@link IcErrorEvent}), then `close` with the code 4000. Its message is never delivered.
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

  readonly url: string;
  readonly #canisterId: Principal;
  readonly #clock: Clock;
  readonly #codec: Codec<Received, Sent>;
  readonly #limits: Limits;
  readonly #webSocket: WebSocketConstructor;
  readonly #incoming = new SerialQueue();
  readonly #outgoing = new SerialQueue();
  readonly #connectTimer: ReturnType<typeof setTimeout>;
  #readyState: number = CONNECTING;
  #session: Session | undefined;
  #socket: WebSocketLike | undefined;
  #unsentBytes = 0;

  /**
   * Starts to connect.
   *
   * @param url the gateway's address, `wss://host/path`; in a page it may be relative
   * @throws DOMException `SyntaxError` if the URL is none for a WebSocket
   * @throws Error if the canister id is none, or there is no WebSocket to use
   */
  constructor(url: string | URL, options: IcWebSocketOptions<Received, Sent>) {
    super();
    this.url = parseSocketUrl(url);
    this.#canisterId = Principal.from(options.canisterId);
    this.#webSocket = options.webSocket ?? globalWebSocket();
    // Without a codec the type parameters have their defaults, which are the raw codec's types.
    this.#codec = options.codec ?? (rawCodec as Codec<unknown, never> as Codec<Received, Sent>);
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    const agent = agentFor(options as IcWebSocketOptions<never, never>);
    this.#clock = () => Date.now() + agent.getTimeDiffMsecs();
    this.#connectTimer = setTimeout(
      () => this.#fail(new IcWebSocketError('timeout', 'connecting took too long')),
      this.#limits.connectTimeoutMillis,
    );
    this.#connect(agent).catch((thrown: unknown) => this.#fail(asIcWebSocketError(thrown)));
  }

  get readyState(): number {
    return this.#readyState;
  }

  /** Bytes handed to `send` that have not left yet. */
  get bufferedAmount(): number {
    return this.#unsentBytes + (this.#socket?.bufferedAmount ?? 0);
  }

  /** The id that the canister gave this client; undefined until it has. */
  get clientId(): bigint | undefined {
    return this.#session?.clientId;
  }

  /**
   * Signs a message and sends it. As with the standard WebSocket it is dropped without a word once
   * the connection is closing.
   *
   * @throws DOMException `InvalidStateError` while connecting
   * @throws IcWebSocketError `buffer-full`; the connection stays
   */
  send(message: Sent): void {
    if (this.#readyState === CONNECTING) {
      throw new DOMException('still connecting', 'InvalidStateError');
    }
    const payload = this.#codec.encode(message);
    if (this.#readyState !== OPEN) {
      return;
    }
    if (this.bufferedAmount + payload.length > this.#limits.maxBufferedBytes) {
      throw new IcWebSocketError('buffer-full', `${this.bufferedAmount} bytes wait to be sent`);
    }
    this.#unsentBytes += payload.length;
    this.#outgoing.add(() => this.#sealAndSend(payload));
  }

  /**
   * Closes the connection when everything handed to `send` has left. Messages that arrive later are
   * dropped. While connecting it gives up the attempt, and the close code is 1006.
   *
   * @throws DOMException `InvalidAccessError` or `SyntaxError` for a code or reason not allowed
   */
  close(code?: number, reason = ''): void {
    checkCloseArguments(code, reason);
    const wasOpen = this.#readyState === OPEN;
    if (this.#readyState >= CLOSING) {
      return;
    }
    this.#readyState = CLOSING;
    if (wasOpen) {
      this.#outgoing.add(() => this.#socket?.close(code, reason));
    } else {
      this.#socket?.close();
      queueMicrotask(() => this.#end(ABNORMAL_CLOSURE, '', false));
    }
  }

  async #connect(agent: HttpAgent): Promise<void> {
    const session = await openSession(agent, this.#canisterId, this.#clock, this.#limits);
    const firstFrame = await session.firstFrame();
    if (this.#readyState === CONNECTING) {
      this.#session = session;
      this.#openSocket(firstFrame);
    }
  }

  #openSocket(firstFrame: Uint8Array): void {
    const socket = new this.#webSocket(this.url);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      if (this.#readyState === CONNECTING) {
        clearTimeout(this.#connectTimer);
        socket.send(firstFrame as Uint8Array<ArrayBuffer>);
        this.#readyState = OPEN;
        this.dispatchEvent(new Event('open'));
      }
    };
    socket.onmessage = ({ data }: { data: unknown }) => this.#enqueue(data);
    // The close event follows and has the code; but Node's `ws` ends the process if nobody listens.
    socket.onerror = () => undefined;
    // Ordering: behind the frames that arrived before it, which are still delivered.
    socket.onclose = ({ code, reason, wasClean }: CloseEvent) =>
      this.#incoming.add(() => this.#socketClosed(code, reason, wasClean));
  }

  #enqueue(data: unknown): void {
    if (this.#readyState !== OPEN) {
      return;
    }
    if (!(data instanceof ArrayBuffer)) {
      this.#fail(new IcWebSocketError('malformed-frame', 'the gateway sent a text frame'));
    } else if (this.#incoming.waiting >= this.#limits.maxPendingFrames) {
      this.#fail(new IcWebSocketError('too-many-frames', 'more frames came than can be checked'));
    } else {
      const arrivedMillis = this.#clock();
      this.#incoming.add(() => this.#receive(new Uint8Array(data), arrivedMillis));
    }
  }

  async #receive(frame: Uint8Array, arrivedMillis: number): Promise<void> {
    if (this.#readyState !== OPEN || this.#session === undefined) {
      return;
    }
    try {
      const message = await this.#session.accept(frame);
      const data = this.#decode(message.payload);
      if (this.#readyState === OPEN) {
        this.dispatchEvent(
          new IcMessageEvent(data, message, arrivedMillis, new URL(this.url).origin),
        );
      }
    } catch (thrown) {
      this.#fail(asIcWebSocketError(thrown));
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

  async #sealAndSend(payload: Uint8Array): Promise<void> {
    try {
      const frame = await this.#session?.seal(payload);
      this.#socket?.send(frame as Uint8Array<ArrayBuffer>);
    } catch (thrown) {
      this.#fail(asIcWebSocketError(thrown));
    } finally {
      this.#unsentBytes -= payload.length;
    }
  }

  #socketClosed(code: number, reason: string, wasClean: boolean): void {
    if (code === ABNORMAL_CLOSURE) {
      this.#fail(new IcWebSocketError('connection', `the connection to ${this.url} failed`));
    } else {
      this.#end(code, reason, wasClean);
    }
  }

  /** Ends the connection because of an error; the peer is told, but not waited for. */
  #fail(error: IcWebSocketError): void {
    if (this.#readyState === CLOSED) {
      return;
    }
    this.#readyState = CLOSING;
    const connected = !['registration', 'connection', 'timeout'].includes(error.code);
    this.#socket?.close(REFUSED_BY_CLIENT, error.code);
    this.dispatchEvent(new IcErrorEvent(error));
    this.#end(connected ? REFUSED_BY_CLIENT : ABNORMAL_CLOSURE, error.message, false);
  }

  #end(code: number, reason: string, wasClean: boolean): void {
    if (this.#readyState !== CLOSED) {
      this.#readyState = CLOSED;
      clearTimeout(this.#connectTimer);
      this.dispatchEvent(new IcCloseEvent(code, reason, wasClean));
    }
  }
}
