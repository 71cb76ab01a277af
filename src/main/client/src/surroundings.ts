/** Time and chance, as they come from outside: a test's own need no waiting. */
export interface Surroundings {
  /** Milliseconds since some moment; never goes back, whatever is done to the system's clock. */
  now(): number;

  /** Evenly distributed from 0 to under 1. */
  random(): number;

  /**
   * Calls back once after that time; after 24 days if that is sooner.
   *
   * @returns what to call if that is no longer wanted
   */
  after(delayMillis: number, callback: () => void): () => void;

  /**
   * Calls back whenever the machine has got its network back, where that can be known.
   *
   * @returns what to call if that is no longer wanted
   */
  onOnline(callback: () => void): () => void;
}

/** A timer of the platform that is set for longer fires at once. */
export const LONGEST_TIMER_MILLIS = 2 ** 31 - 1;

/** The browser's, or Node's. */
export const SURROUNDINGS: Surroundings = {
  now: () => performance.now(),
  random: () => Math.random(),
  after: (delayMillis, callback) => {
    const timer = setTimeout(callback, Math.min(delayMillis, LONGEST_TIMER_MILLIS));
    return () => clearTimeout(timer);
  },
  onOnline: (callback) => {
    // Node has neither the event nor, globally, a way to listen for one.
    globalThis.addEventListener?.('online', callback);
    return () => globalThis.removeEventListener?.('online', callback);
  },
};
