import type { Admission } from './admission.js';
import { ABNORMAL_CLOSURE, REFUSED_BY_CLIENT } from './closeCodes.js';
import { asIcWebSocketError, IcWebSocketError } from './errors.js';
import { Exchange, type ExchangeOptions } from './exchange.js';
import type { Limits, WebSocketConstructor, WebSocketLike } from './options.js';
import type { Session, VerifiedMessage } from './session.js';

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

export interface ConnectionOptions extends ExchangeOptions {
  readonly webSocket: WebSocketConstructor;
  readonly admission: Admission;
  readonly limits: Limits;
}

/**
 * One connection through one gateway, from registration to its end: what is sent is signed, what is
 * received has been verified. It is open when the canister has confirmed that. A canister without the
 * heartbeat does not; then it is open when the first frame has left, and a refusal comes as its end.
 */
export class Connection {
  readonly #url: string;
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #cancelTimeout: () => void;
  #state: 'connecting' | 'open' | 'closing' | 'ended' = 'connecting';
  #session: Session | undefined;
  #socket: WebSocketLike | undefined;
  /** From the moment when the first frame has left. */
  #exchange: Exchange | undefined;

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

  /** Messages handed to the socket of which the canister has not said that they arrived. */
  get unconfirmed(): number {
    return this.#exchange?.unconfirmed ?? 0;
  }

  /** The messages that have certainly not left, in order. */
  get unsent(): Uint8Array[] {
    return this.#exchange?.unsent ?? [];
  }

  get bufferedBytes(): number {
    return (this.#exchange?.unsentBytes ?? 0) + (this.#socket?.bufferedAmount ?? 0);
  }

  /** Signs a message and sends it. Only while it is open. */
  send(payload: Uint8Array): void {
    this.#exchange?.send(payload);
  }

  /** Closes when everything handed to `send` has left. What arrives meanwhile is dropped. */
  close(code?: number, reason?: string): void {
    this.#state = 'closing';
    this.#exchange?.close(code, reason);
  }

  /** Gives up connecting; the listener hears no more. */
  abandon(): void {
    this.#stop();
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
        this.#options.admission.use(session);
        socket.send(firstFrame as Uint8Array<ArrayBuffer>);
        this.#begin(session, socket);
      }
    };
    socket.onmessage = ({ data }: { data: unknown }) => this.#exchange?.receive(data);
    // The close event follows and has the code; but Node's `ws` ends the process if nobody listens.
    socket.onerror = () => undefined;
    // Ordering: behind the frames that arrived before it, which are still delivered.
    socket.onclose = ({ code, reason, wasClean }: CloseEvent) => {
      const closed = () => this.#socketClosed(code, reason, wasClean);
      if (this.#exchange === undefined) {
        closed();
      } else {
        this.#exchange.whenChecked(closed);
      }
    };
  }

  #begin(session: Session, socket: WebSocketLike): void {
    this.#exchange = new Exchange(session, socket, this.#options, {
      confirmed: () => this.#opened(),
      received: (message, arrivedMillis) => this.#listener.received(message, arrivedMillis),
      failed: (error) => this.#fail(error),
    });
    if (session.terms === undefined) {
      this.#opened();
    }
  }

  #opened(): void {
    // Ordering: without terms it is open already when the canister's first message comes.
    if (this.#state === 'connecting') {
      this.#cancelTimeout();
      this.#state = 'open';
      this.#listener.opened();
    }
  }

  #socketClosed(code: number, reason: string, wasClean: boolean): void {
    // A gateway that answers our closing by dropping the connection does what it was told.
    if (code === ABNORMAL_CLOSURE && this.#state !== 'closing') {
      this.#fail(new IcWebSocketError('connection', `the connection to ${this.#url} failed`));
    } else {
      this.#end({ code, reason, wasClean });
    }
  }

  /** Ends the connection because of an error; the peer is told, but not waited for. */
  #fail(error: IcWebSocketError): void {
    if (this.#state === 'ended') {
      return;
    }
    this.#socket?.close(REFUSED_BY_CLIENT, error.code);
    const code = error.isRefusal ? REFUSED_BY_CLIENT : ABNORMAL_CLOSURE;
    this.#end({ code, reason: error.message, wasClean: false, error });
  }

  #end(ending: Ending): void {
    if (this.#state !== 'ended') {
      this.#stop();
      this.#listener.ended(ending);
    }
  }

  #stop(): void {
    this.#state = 'ended';
    this.#cancelTimeout();
    this.#exchange?.end();
  }
}
