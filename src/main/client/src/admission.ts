import type { Session } from './session.js';
import type { Surroundings } from './surroundings.js';

/**
 * Gets a client in with its canister. A registration serves one opening: once a first frame has used
 * it the canister opens that client id never again. Until then it stays good, so that a gateway that
 * cannot be reached costs the canister no further registrations; but not for longer than the canister
 * keeps it.
 */
export class Admission {
  readonly #register: () => Promise<Session>;
  readonly #surroundings: Pick<Surroundings, 'now'>;
  readonly #openingMillis: number;
  #unused: Session | undefined;

  /**
   * @param register registers with the canister, each time as a new client
   * @param openingMillis what is left of a registration must suffice for opening it
   */
  constructor(
    register: () => Promise<Session>,
    surroundings: Pick<Surroundings, 'now'>,
    openingMillis: number,
  ) {
    this.#register = register;
    this.#surroundings = surroundings;
    this.#openingMillis = openingMillis;
  }

  /**
   * The session of a client that is registered and has not been introduced.
   *
   * @throws IcWebSocketError `registration` or `identity-expired`
   */
  async session(): Promise<Session> {
    if (this.#unused && !this.#suffices(this.#unused)) {
      this.#unused = undefined;
    }
    // Ordering: kept also when the attempt that asked for it is over by then; the next one takes it.
    this.#unused ??= await this.#register();
    return this.#unused;
  }

  #suffices({ terms }: Session): boolean {
    const leftMillis = terms && terms.endsAtMillis - this.#surroundings.now();
    return leftMillis === undefined || leftMillis > this.#openingMillis;
  }

  /** The session's first frame is about to leave. */
  use(session: Session): void {
    if (this.#unused === session) {
      this.#unused = undefined;
    }
  }
}
