import type { IcWebSocketEventMap } from './events.js';

type Type = keyof IcWebSocketEventMap<unknown>;
type Handler<T, K extends Type> = ((event: IcWebSocketEventMap<T>[K]) => unknown) | null;

/** The listening half of the standard WebSocket: typed listeners, and `onopen` and its like. */
export interface IcEventTarget<T> {
  addEventListener<K extends Type>(
    type: K,
    listener: (event: IcWebSocketEventMap<T>[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends Type>(
    type: K,
    listener: (event: IcWebSocketEventMap<T>[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

export class IcEventTarget<T> extends EventTarget {
  readonly #handlers = new Map<string, EventListener>();

  get onopen(): Handler<T, 'open'> {
    return this.#handler('open');
  }

  set onopen(handler: Handler<T, 'open'>) {
    this.#setHandler('open', handler);
  }

  get onmessage(): Handler<T, 'message'> {
    return this.#handler('message');
  }

  set onmessage(handler: Handler<T, 'message'>) {
    this.#setHandler('message', handler);
  }

  get onreconnecting(): Handler<T, 'reconnecting'> {
    return this.#handler('reconnecting');
  }

  set onreconnecting(handler: Handler<T, 'reconnecting'>) {
    this.#setHandler('reconnecting', handler);
  }

  get onerror(): Handler<T, 'error'> {
    return this.#handler('error');
  }

  set onerror(handler: Handler<T, 'error'>) {
    this.#setHandler('error', handler);
  }

  get onclose(): Handler<T, 'close'> {
    return this.#handler('close');
  }

  set onclose(handler: Handler<T, 'close'>) {
    this.#setHandler('close', handler);
  }

  #handler<K extends Type>(type: K): Handler<T, K> {
    return (this.#handlers.get(type) as Handler<T, K> | undefined) ?? null;
  }

  #setHandler<K extends Type>(type: K, handler: Handler<T, K>): void {
    const former = this.#handlers.get(type);
    if (former !== undefined) {
      this.removeEventListener(type, former);
      this.#handlers.delete(type);
    }
    if (handler !== null) {
      this.#handlers.set(type, handler as EventListener);
      this.addEventListener(type, handler as EventListener);
    }
  }
}
