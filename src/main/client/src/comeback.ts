import { type Sequel, sequelOfCode } from './closeCodes.js';
import type { Ending } from './connection.js';
import type { IcWebSocketError, IcWebSocketErrorCode } from './errors.js';
import type { Reconnection } from './options.js';
import { isRefusedForGood } from './rejection.js';
import type { Surroundings } from './surroundings.js';

/** The bound of the first delay, in shortest delays. */
const FIRST_BOUND = 4;

/**
 * Frames that are late, missing or too many are not always a gateway's lie: the machine may have slept
 * with frames on their way, or the canister's queue been full.
 */
const PERHAPS_NO_LIE: ReadonlySet<IcWebSocketErrorCode> = new Set([
  'too-many-frames',
  'stale-certificate',
  'wrong-sequence',
  'wrong-timestamp',
]);

/** What follows an ending: which attempt in a row it is, and when. */
export interface Attempt {
  readonly number: number;
  readonly delayMillis: number;
}

/** Whether to come back after a connection, when, and through which gateway. */
export class Comeback {
  readonly #gateways: string[];
  readonly #bounds: Reconnection;
  readonly #surroundings: Pick<Surroundings, 'now' | 'random'>;
  #current = 0;
  #attempts = 0;
  #openedAtMillis: number | undefined;
  #lastSequel: Sequel = 'none';

  /** @param gateways in the order in which they are tried; at least one */
  constructor(
    gateways: readonly string[],
    bounds: Reconnection,
    surroundings: Pick<Surroundings, 'now' | 'random'>,
  ) {
    this.#gateways = [...gateways];
    this.#bounds = bounds;
    this.#surroundings = surroundings;
  }

  /** The gateway whose turn it is. */
  get gateway(): string {
    return this.#gateways[this.#current]!;
  }

  /** The connection through this gateway is open. */
  opened(): void {
    this.#openedAtMillis = this.#surroundings.now();
  }

  /** The next attempt, and moves on to its gateway; undefined if there is to be none. */
  after(ending: Ending): Attempt | undefined {
    if (this.#lasted()) {
      this.#attempts = 0;
      this.#lastSequel = 'none';
    }
    this.#openedAtMillis = undefined;
    const sequel = sequelOf(ending);
    if (!this.#isAllowed(sequel)) {
      return undefined;
    }
    this.#lastSequel = sequel;
    this.#moveOn(sequel);
    return { number: ++this.#attempts, delayMillis: this.#delayMillis() };
  }

  #lasted(): boolean {
    const since = this.#openedAtMillis;
    return since !== undefined && this.#surroundings.now() - since >= this.#bounds.stableMillis;
  }

  #isAllowed(sequel: Sequel): boolean {
    switch (sequel) {
      case 'none':
        return false;
      case 'once':
        return this.#lastSequel !== 'once' && this.#hasAttempts();
      case 'elsewhere':
        return this.#gateways.length > 1 && this.#hasAttempts();
      case 'again':
        return this.#hasAttempts();
    }
  }

  #hasAttempts(): boolean {
    return this.#attempts < this.#bounds.maxAttempts;
  }

  #moveOn(sequel: Sequel): void {
    if (sequel === 'elsewhere') {
      // The next one moves up into its place.
      this.#gateways.splice(this.#current, 1);
    } else {
      this.#current++;
    }
    this.#current %= this.#gateways.length;
  }

  /** Jitter keeps the clients of a gateway that went down from coming back all at once. */
  #delayMillis(): number {
    const { minDelayMillis, maxDelayMillis } = this.#bounds;
    const doubled = minDelayMillis * FIRST_BOUND * 2 ** (this.#attempts - 1);
    const bound = Math.min(maxDelayMillis, doubled);
    return minDelayMillis + this.#surroundings.random() * (bound - minDelayMillis);
  }
}

function sequelOf({ code, error }: Ending): Sequel {
  if (error !== undefined && isHopeless(error)) {
    return 'none';
  }
  return error !== undefined && PERHAPS_NO_LIE.has(error.code) ? 'once' : sequelOfCode(code);
}

/**
 * Whether no gateway and no time will help: the canister is the wrong one, or its messages are, or this
 * client may not speak any more.
 */
function isHopeless({ code, cause }: IcWebSocketError): boolean {
  return code === 'undecodable-message' || code === 'identity-expired' || isRefusedForGood(cause);
}
