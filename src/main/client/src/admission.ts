import type { Session } from './session.js';

/**
 * Gets a client in with its canister. A registration serves one opening: once a first frame has used
 * it the canister opens that client id never again. Until then it stays good, so that a gateway that
 * cannot be reached costs the canister no further registrations.
 */
export class Admission {
  readonly #register: () => Promise<Session>;
  #unused: Session | undefined;

  /** @param register registers with the canister, each time as a new client */
  constructor(register: () => Promise<Session>) {
    this.#register = register;
  }

  /**
   * The session of a client that is registered and has not been introduced.
   *
   * @throws IcWebSocketError `registration`
   */
  async session(): Promise<Session> {
    // Ordering: kept also when the attempt that asked for it is over by then; the next one takes it.
    this.#unused ??= await this.#register();
    return this.#unused;
  }

  /** The session's first frame is about to leave. */
  use(session: Session): void {
    if (this.#unused === session) {
      this.#unused = undefined;
    }
  }
}
