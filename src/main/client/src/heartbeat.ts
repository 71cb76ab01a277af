import type { Clock } from './clock.js';
import type { Departures } from './departures.js';
import { IcWebSocketError } from './errors.js';
import type { Outgoing } from './outgoing.js';
import type { VerifiedMessage } from './session.js';
import type { Surroundings } from './surroundings.js';
import type { Terms } from './terms.js';
import { Vigil } from './vigil.js';

export interface HeartbeatOptions {
  readonly terms: Terms;
  readonly departures: Departures;
  readonly outgoing: Outgoing;
  readonly surroundings: Pick<Surroundings, 'after'>;
  readonly clock: Clock;
  /** Calls back when all that has arrived by now was checked. */
  readonly whenChecked: (callback: () => void) => void;
  readonly failed: (error: IcWebSocketError) => void;
}

/**
 * The heartbeat between the canister and this client, by which either knows whether the gateway passes
 * on what the other sends. Starts when the canister has opened the client.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #vigil: Vigil;

  /** @param canisterMillis the time of the canister's first message */
  constructor(options: HeartbeatOptions, canisterMillis: number) {
    this.#options = options;
    this.#options.departures.opened(canisterMillis);
    this.#vigil = new Vigil({ ...options, missed: () => this.#missed() });
  }

  /**
   * Takes a heartbeat of the canister, and answers it.
   *
   * @throws IcWebSocketError `withheld` if it does not count what left in time
   */
  heard(count: number, { timestampMillis }: VerifiedMessage): void {
    const { departures, outgoing, terms } = this.#options;
    this.#vigil.heard();
    departures.confirm(count);
    const onTheWayMillis = departures.onTheWayMillis(timestampMillis);
    if (onTheWayMillis > terms.timeoutMillis) {
      throw new IcWebSocketError(
        'withheld',
        `the canister says that it has not received what was sent ${onTheWayMillis} ms before`,
      );
    }
    outgoing.answerHeartbeat();
  }

  end(): void {
    this.#vigil.end();
  }

  #missed(): void {
    const { terms, failed } = this.#options;
    failed(
      new IcWebSocketError(
        'no-heartbeat',
        `the canister sends a heartbeat every ${terms.heartbeatMillis} ms, and none came through for ` +
          `${terms.timeoutMillis} ms more than that`,
      ),
    );
  }
}
