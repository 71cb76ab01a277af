import type { Surroundings } from './surroundings.js';
import type { Terms } from './terms.js';

/** With less than this left of a registration there is no time for another attempt. */
const SHORTEST_MILLIS = 1000;

export interface RenewalOptions {
  readonly renew: (terms: Terms) => Promise<Terms>;
  readonly surroundings: Pick<Surroundings, 'now' | 'after' | 'random'>;
}

/**
 * Keeps a registration from ending: renews it, over and over, when between half and three quarters of
 * the time that is left have passed. An attempt that fails is thus followed by another, the sooner the
 * less time is left. Chance keeps clients that registered together from renewing together.
 */
export class Renewal {
  readonly #options: RenewalOptions;
  #terms: Terms;
  #cancel: () => void = () => undefined;
  #isOver = false;
  #failure: unknown;

  constructor(terms: Terms, options: RenewalOptions) {
    this.#terms = terms;
    this.#options = options;
    this.#schedule();
  }

  /** Why the last attempt failed; undefined if it did not. */
  get failure(): unknown {
    return this.#failure;
  }

  /** What comes of an attempt under way is of no interest any more. */
  end(): void {
    this.#isOver = true;
    this.#cancel();
  }

  #schedule(): void {
    const { surroundings } = this.#options;
    const leftMillis = this.#terms.endsAtMillis - surroundings.now();
    if (!this.#isOver && leftMillis >= SHORTEST_MILLIS) {
      const part = 1 / 2 + surroundings.random() / 4;
      this.#cancel = surroundings.after(leftMillis * part, () => void this.#renew());
    }
  }

  async #renew(): Promise<void> {
    try {
      this.#terms = await this.#options.renew(this.#terms);
      this.#failure = undefined;
    } catch (thrown) {
      this.#failure = thrown;
    }
    this.#schedule();
  }
}
