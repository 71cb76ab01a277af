import type { Clock } from './clock.js';
import type { Surroundings } from './surroundings.js';
import type { Terms } from './terms.js';

/** A timer that fires this late was held up, and with it everything else: the machine slept. */
const HELD_UP_MILLIS = 1000;

export interface VigilOptions {
  readonly terms: Pick<Terms, 'heartbeatMillis' | 'timeoutMillis'>;
  readonly surroundings: Pick<Surroundings, 'after'>;
  readonly clock: Clock;
  /** Calls back when all that has arrived by now was checked. */
  readonly whenChecked: (callback: () => void) => void;
  /** No heartbeat came in time. */
  readonly missed: () => void;
}

/** Waits for the next heartbeat, from one to the next, until it is missed or the vigil is ended. */
export class Vigil {
  readonly #options: VigilOptions;
  #cancel: () => void = () => undefined;
  /** Counts the heartbeats and the end, for whoever has to know whether there was one meanwhile. */
  #heard = 0;

  /** A heartbeat, or what stands for the first one, has just come. */
  constructor(options: VigilOptions) {
    this.#options = options;
    this.heard();
  }

  /** A heartbeat has come. */
  heard(): void {
    const { heartbeatMillis, timeoutMillis } = this.#options.terms;
    this.end();
    this.#await(heartbeatMillis + timeoutMillis, () => this.#await(timeoutMillis));
  }

  end(): void {
    this.#heard++;
    this.#cancel();
  }

  /** @param heldUp what to do first if the timer was held up, since a heartbeat may have been as well */
  #await(delayMillis: number, heldUp?: () => void): void {
    const { surroundings, clock } = this.#options;
    const dueMillis = clock() + delayMillis;
    this.#cancel = surroundings.after(delayMillis, () => {
      if (heldUp !== undefined && clock() - dueMillis > HELD_UP_MILLIS) {
        heldUp();
      } else {
        this.#check();
      }
    });
  }

  /** Ordering: a heartbeat that has arrived counts, also if it is still being checked. */
  #check(): void {
    const { whenChecked, missed } = this.#options;
    const heard = this.#heard;
    whenChecked(() => {
      if (heard === this.#heard) {
        missed();
      }
    });
  }
}
