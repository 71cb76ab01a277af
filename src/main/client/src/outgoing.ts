import type { Departures } from './departures.js';
import { asIcWebSocketError, type IcWebSocketError } from './errors.js';
import type { WebSocketLike } from './options.js';
import { SerialQueue } from './serialQueue.js';
import type { Session } from './session.js';

export interface OutgoingOptions {
  readonly session: Session;
  readonly socket: WebSocketLike;
  readonly departures: Departures;
  readonly failed: (error: IcWebSocketError) => void;
}

/** What goes out through one connection after its first frame: signed, numbered, in order. */
export class Outgoing {
  readonly #options: OutgoingOptions;
  readonly #queue = new SerialQueue();
  /** Handed to `send` and not yet to the socket, by number in order. The owner of `send` bounds it. */
  readonly #unsent = new Map<number, Uint8Array>();
  #unsentBytes = 0;
  #accepted = 0;
  #isOver = false;

  constructor(options: OutgoingOptions) {
    this.#options = options;
  }

  /** The messages that have certainly not left, in order. */
  get unsent(): Uint8Array[] {
    return [...this.#unsent.values()];
  }

  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  send(payload: Uint8Array): void {
    const { session, departures } = this.#options;
    const number = this.#accepted++;
    this.#unsent.set(number, payload);
    this.#unsentBytes += payload.length;
    this.#add(
      () => session.seal(payload),
      () => {
        this.#unsent.delete(number);
        this.#unsentBytes -= payload.length;
        departures.messageLeft();
      },
    );
  }

  /** Answers a heartbeat with one that counts what was received up to now. */
  answerHeartbeat(): void {
    const { session, departures } = this.#options;
    this.#add(
      () => session.sealHeartbeat(),
      () => departures.heartbeatLeft(),
    );
  }

  /** Closes the socket when everything before has left. */
  close(code?: number, reason?: string): void {
    this.#queue.add(() => this.#options.socket.close(code, reason));
  }

  /** From now on nothing leaves. */
  end(): void {
    this.#isOver = true;
  }

  #add(seal: () => Promise<Uint8Array>, left: () => void): void {
    this.#queue.add(async () => {
      try {
        const frame = this.#hasEnded() ? undefined : await seal();
        // Ordering: what was being signed when the connection ended has not left; it stays unsent.
        if (frame !== undefined && !this.#hasEnded()) {
          this.#options.socket.send(frame as Uint8Array<ArrayBuffer>);
          left();
        }
      } catch (thrown) {
        this.#options.failed(asIcWebSocketError(thrown));
      }
    });
  }

  // As a method, since the compiler takes a field that it saw compared for constant across an await.
  #hasEnded(): boolean {
    return this.#isOver;
  }
}
