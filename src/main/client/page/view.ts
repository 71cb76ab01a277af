import type { IcMessageEvent } from '../src/index.js';
import type { DemoMessage } from './demoMessage.js';
import { receivedMessage, sentMessage } from './messageView.js';
import type { Notice } from './plainWords.js';
import type { Settings } from './settings.js';

/** The most that the list holds; the oldest go first. */
const MAX_MESSAGES = 500;

export type ConnectionState = 'closed' | 'connecting' | 'open' | 'closing';

const STATE_TEXT: Record<ConnectionState, string> = {
  closed: 'Not connected',
  connecting: 'Connecting…',
  open: 'Connected',
  closing: 'Disconnecting…',
};

/** The page's elements, and what can be shown in them. */
export class View {
  readonly connect = byId<HTMLButtonElement>('connect');
  readonly disconnect = byId<HTMLButtonElement>('disconnect');
  readonly composer = byId<HTMLFormElement>('composer');
  readonly #text = byId<HTMLInputElement>('text');
  readonly #send = byId<HTMLButtonElement>('send');
  readonly #state = byId('state');
  readonly #notice = byId('notice');
  readonly #messages = byId<HTMLOListElement>('messages');
  #received = 0;
  #totalDelayMillis = 0;

  showSettings({ canisterId, networkUrl, rootKey, gatewayUrl }: Settings): void {
    byId('canister').textContent = canisterId ?? 'none';
    byId('network').textContent = rootKey === undefined ? `mainnet (${networkUrl})` : networkUrl;
    byId('gateway').textContent = gatewayUrl;
    byId<HTMLAnchorElement>('second-tab').href = location.href;
    document.title = `IC WebSocket · ${canisterId ?? 'demo'}`;
  }

  showState(state: ConnectionState, clientId?: bigint): void {
    this.#state.dataset['state'] = state;
    this.#state.textContent = STATE_TEXT[state];
    byId('client').textContent = clientId === undefined ? '–' : String(clientId);
    this.connect.disabled = state !== 'closed';
    this.disconnect.disabled = state !== 'open' && state !== 'connecting';
    this.#text.disabled = this.#send.disabled = state !== 'open';
    if (state === 'open') {
      this.#text.focus();
    }
  }

  showNotice(notice: Notice): void {
    const lines = [notice.headline, notice.detail].filter((line) => line !== undefined);
    const paragraphs = lines.map((line) => {
      const paragraph = document.createElement('p');
      paragraph.textContent = line;
      return paragraph;
    });
    this.#notice.replaceChildren(...paragraphs);
    this.#notice.dataset['kind'] = notice.kind;
    this.#notice.hidden = false;
  }

  hideNotice(): void {
    this.#notice.hidden = true;
  }

  /** Empties the list: a new connection counts from 0 again. */
  clearMessages(): void {
    this.#messages.replaceChildren();
    this.#received = 0;
    this.#totalDelayMillis = 0;
    byId('summary').textContent = '';
    byId('empty').hidden = false;
  }

  showSent(text: string, sequenceNumber: number): void {
    this.#append(sentMessage(text, sequenceNumber));
  }

  showReceived(event: IcMessageEvent<DemoMessage>): void {
    this.#append(receivedMessage(event));
    this.#received++;
    this.#totalDelayMillis += event.delayMillis;
    const average = Math.round(this.#totalDelayMillis / this.#received);
    byId('summary').textContent = `${this.#received} verified, ${average} ms average delay`;
  }

  /** The text typed, taken out of the field; nothing if there is none. */
  takeText(): string | undefined {
    const text = this.#text.value.trim();
    this.#text.value = '';
    this.#text.focus();
    return text === '' ? undefined : text;
  }

  #append(item: HTMLLIElement): void {
    byId('empty').hidden = true;
    this.#messages.append(item);
    if (this.#messages.childElementCount > MAX_MESSAGES) {
      this.#messages.firstElementChild?.remove();
    }
    this.#messages.scrollTop = this.#messages.scrollHeight;
  }
}

function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page has no element "${id}"`);
  }
  return found as E;
}
