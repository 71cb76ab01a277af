/** Runs asynchronous tasks one after another, in the order in which they came. */
export class SerialQueue {
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  /** How many tasks have not finished yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Runs the task when all earlier ones are done. The task answers for its own errors: one that
   * throws would leave the caller none the wiser, so it must not.
   */
  add(task: () => Promise<void> | void): void {
    this.#waiting++;
    this.#last = this.#last.then(task).finally(() => this.#waiting--);
  }
}
