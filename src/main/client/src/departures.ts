import type { Surroundings } from './surroundings.js';

/** Messages that leave within this part of the time-out count as having left together. */
const PARTS = 100;

/** Messages that left one soon after the other. */
interface Group {
  /** The number after that of its last message. */
  end: number;
  readonly firstLeftMillis: number;
  lastLeftMillis: number;
}

/**
 * What has left through one connection, and how much of it has arrived by the canister's own word.
 * Without a heartbeat there is no such word: then everything stays unconfirmed.
 *
 * The clocks here and at the canister are never compared: what is used are the times that have passed
 * on each since the first frame left.
 */
export class Departures {
  readonly #surroundings: Pick<Surroundings, 'now'>;
  readonly #groupMillis: number;
  readonly #introducedMillis: number;
  /** The time at the canister when it had received the first frame. */
  #openedMillis: number | undefined;
  /** Those not confirmed, in order. Bounded by the time between two heartbeats. */
  readonly #groups: Group[] = [];
  /** The numbers of the heartbeats among those not confirmed. */
  #heartbeats: number[] = [];
  #left = 0;
  #confirmed = 0;

  /**
   * The first frame leaves now.
   *
   * @param timeoutMillis how long a message may be on its way; infinite without a heartbeat
   */
  constructor(timeoutMillis: number, surroundings: Pick<Surroundings, 'now'>) {
    this.#surroundings = surroundings;
    this.#groupMillis = timeoutMillis / PARTS;
    this.#introducedMillis = surroundings.now();
  }

  /** The application's messages that have left and are not confirmed. */
  get unconfirmed(): number {
    return this.#left - this.#confirmed - this.#heartbeats.length;
  }

  /** The canister has opened the client, and said so at this time of its own. */
  opened(canisterMillis: number): void {
    this.#openedMillis = canisterMillis;
  }

  messageLeft(): void {
    const now = this.#surroundings.now();
    const last = this.#groups.at(-1);
    this.#left++;
    if (last !== undefined && now - last.firstLeftMillis < this.#groupMillis) {
      last.end = this.#left;
      last.lastLeftMillis = now;
    } else {
      this.#groups.push({ end: this.#left, firstLeftMillis: now, lastLeftMillis: now });
    }
  }

  heartbeatLeft(): void {
    this.#heartbeats.push(this.#left);
    this.messageLeft();
  }

  /** The canister says that so many have arrived. */
  confirm(count: number): void {
    this.#confirmed = Math.min(Math.max(count, this.#confirmed), this.#left);
    this.#heartbeats = this.#heartbeats.filter((number) => number >= this.#confirmed);
    const firstAwaited = this.#groups.findIndex(({ end }) => end > this.#confirmed);
    this.#groups.splice(0, firstAwaited < 0 ? this.#groups.length : firstAwaited);
  }

  /**
   * For how long, at least, the oldest message that is not confirmed had been on its way at this time
   * of the canister.
   */
  onTheWayMillis(canisterMillis: number): number {
    const [oldest] = this.#groups;
    if (oldest === undefined || this.#openedMillis === undefined) {
      return 0;
    }
    const leftMillis = oldest.lastLeftMillis - this.#introducedMillis;
    // The second bound holds if the clock here stood still in between, as some do in a machine that sleeps.
    return Math.min(
      canisterMillis - this.#openedMillis - leftMillis,
      this.#surroundings.now() - oldest.lastLeftMillis,
    );
  }
}
