/** Time and chance, as they come from outside: a test's own need no waiting. */
export interface Surroundings {
  /** Milliseconds since some moment; never goes back, whatever is done to the system's clock. */
  now(): number;

  /** Evenly distributed from 0 to under 1. */
  random(): number;

  /**
   * Calls back once after that time.
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

/** The browser's, or Node's. */
export const SURROUNDINGS: Surroundings = {
  now: () => performance.now(),
  random: () => Math.random(),
  after: (delayMillis, callback) => {
    const timer = setTimeout(callback, delayMillis);
    return () => clearTimeout(timer);
  },
  onOnline: (callback) => {
    // Node has neither the event nor, globally, a way to listen for one.
    globalThis.addEventListener?.('online', callback);
    return () => globalThis.removeEventListener?.('online', callback);
  },
};
