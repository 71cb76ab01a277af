import type { Admission } from './admission.js';
import type { Clock } from './clock.js';
import { ABNORMAL_CLOSURE, REFUSED_BY_CLIENT } from './closeCodes.js';
import { asIcWebSocketError, IcWebSocketError } from './errors.js';
import type { Limits, WebSocketConstructor, WebSocketLike } from './options.js';
import { SerialQueue } from './serialQueue.js';
import type { Session, VerifiedMessage } from './session.js';
import type { Surroundings } from './surroundings.js';

/** How a connection ended: as in the standard's CloseEvent, and the error if there was one. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
  readonly error?: IcWebSocketError;
}

/** Who hears what becomes of a connection. `ended` comes once, and nothing after it. */
export interface ConnectionListener {
  opened(): void;

  /** @throws IcWebSocketError to end the connection with it */
  received(message: VerifiedMessage, arrivedMillis: number): void;

  ended(ending: Ending): void;
}

export interface ConnectionOptions {
  readonly webSocket: WebSocketConstructor;
  readonly admission: Admission;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly surroundings: Surroundings;
}

/**
 * One connection through one gateway, from registration to its end: what is sent is signed, what is
 * received has been verified. Open is a connection whose first frame has left; the protocol has no
 * answer to that, a refusal comes as its end.
 */
export class Connection {
  readonly #url: string;
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #incoming = new SerialQueue();
  readonly #outgoing = new SerialQueue();
  readonly #cancelTimeout: () => void;
  /** Handed to `send` and not yet to the socket, by number in order. The owner of `send` bounds it. */
  readonly #unsent = new Map<number, Uint8Array>();
  #state: 'connecting' | 'open' | 'closing' | 'ended' = 'connecting';
  #session: Session | undefined;
  #socket: WebSocketLike | undefined;
  #unsentBytes = 0;
  #accepted = 0;

  /** Starts to connect. */
  constructor(url: string, options: ConnectionOptions, listener: ConnectionListener) {
    this.#url = url;
    this.#options = options;
    this.#listener = listener;
    this.#cancelTimeout = options.surroundings.after(options.limits.connectTimeoutMillis, () =>
      this.#fail(new IcWebSocketError('timeout', 'connecting took too long')),
    );
    this.#connect().catch((thrown: unknown) => this.#fail(asIcWebSocketError(thrown)));
  }

  get clientId(): bigint | undefined {
    return this.#session?.clientId;
  }

  /** Messages handed to the socket; whether they arrived is another matter. */
  get sent(): number {
    return this.#accepted - this.#unsent.size;
  }

  /** The messages that have certainly not left, in order. */
  get unsent(): Uint8Array[] {
    return [...this.#unsent.values()];
  }

  get bufferedBytes(): number {
    return this.#unsentBytes + (this.#socket?.bufferedAmount ?? 0);
  }

  /** Signs a message and sends it. Only while it is open. */
  send(payload: Uint8Array): void {
    const number = this.#accepted++;
    this.#unsent.set(number, payload);
    this.#unsentBytes += payload.length;
    this.#outgoing.add(() => this.#sealAndSend(number, payload));
  }

  /** Closes when everything handed to `send` has left. What arrives meanwhile is dropped. */
  close(code?: number, reason?: string): void {
    this.#state = 'closing';
    this.#outgoing.add(() => this.#socket?.close(code, reason));
  }

  /** Gives up connecting; the listener hears no more. */
  abandon(): void {
    this.#state = 'ended';
    this.#cancelTimeout();
    this.#socket?.close();
  }

  async #connect(): Promise<void> {
    const session = await this.#options.admission.session();
    const firstFrame = await session.firstFrame();
    if (this.#state === 'connecting') {
      this.#session = session;
      this.#openSocket(session, firstFrame);
    }
  }

  #openSocket(session: Session, firstFrame: Uint8Array): void {
    const socket = new this.#options.webSocket(this.#url);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      if (this.#state === 'connecting') {
        this.#cancelTimeout();
        this.#options.admission.use(session);
        socket.send(firstFrame as Uint8Array<ArrayBuffer>);
        this.#state = 'open';
        this.#listener.opened();
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
    if (this.#state !== 'open') {
      return;
    }
    if (!(data instanceof ArrayBuffer)) {
      this.#fail(new IcWebSocketError('malformed-frame', 'the gateway sent a text frame'));
    } else if (this.#incoming.waiting >= this.#options.limits.maxPendingFrames) {
      this.#fail(new IcWebSocketError('too-many-frames', 'more frames came than can be checked'));
    } else {
      const arrivedMillis = this.#options.clock();
      this.#incoming.add(() => this.#receive(new Uint8Array(data), arrivedMillis));
    }
  }

  async #receive(frame: Uint8Array, arrivedMillis: number): Promise<void> {
    if (this.#state !== 'open' || this.#session === undefined) {
      return;
    }
    try {
      const message = await this.#session.accept(frame);
      if (this.#isOpen()) {
        this.#listener.received(message, arrivedMillis);
      }
    } catch (thrown) {
      this.#fail(asIcWebSocketError(thrown));
    }
  }

  async #sealAndSend(number: number, payload: Uint8Array): Promise<void> {
    if (this.#hasEnded()) {
      return;
    }
    try {
      const frame = await this.#session?.seal(payload);
      // Ordering: what was being signed when the connection ended has not left; it stays unsent.
      if (!this.#hasEnded()) {
        this.#socket?.send(frame as Uint8Array<ArrayBuffer>);
        this.#unsent.delete(number);
        this.#unsentBytes -= payload.length;
      }
    } catch (thrown) {
      this.#fail(asIcWebSocketError(thrown));
    }
  }

  // As methods, since the compiler takes a field that it saw compared for constant across an await.
  #isOpen(): boolean {
    return this.#state === 'open';
  }

  #hasEnded(): boolean {
    return this.#state === 'ended';
  }

  #socketClosed(code: number, reason: string, wasClean: boolean): void {
    if (code === ABNORMAL_CLOSURE) {
      this.#fail(new IcWebSocketError('connection', `the connection to ${this.#url} failed`));
    } else {
      this.#end({ code, reason, wasClean });
    }
  }

  /** Ends the connection because of an error; the peer is told, but not waited for. */
  #fail(error: IcWebSocketError): void {
    if (this.#hasEnded()) {
      return;
    }
    this.#socket?.close(REFUSED_BY_CLIENT, error.code);
    const code = error.isRefusal ? REFUSED_BY_CLIENT : ABNORMAL_CLOSURE;
    this.#end({ code, reason: error.message, wasClean: false, error });
  }

  #end(ending: Ending): void {
    if (!this.#hasEnded()) {
      this.#state = 'ended';
      this.#cancelTimeout();
      this.#listener.ended(ending);
    }
  }
}
