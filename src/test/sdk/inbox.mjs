/** A queue that is read with await; reading fails after `limitMs`. */
export class Inbox {
  #items = [];
  #readers = [];

  put(item) {
    const reader = this.#readers.shift();
    if (reader) reader(item);
    else this.#items.push(item);
  }

  next(what, limitMs = 30_000) {
    if (this.#items.length > 0) return Promise.resolve(this.#items.shift());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${what} in time`)), limitMs);
      this.#readers.push((item) => {
        clearTimeout(timer);
        resolve(item);
      });
    });
  }
}
