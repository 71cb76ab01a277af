import type { ReceivedText } from './conversation.js';
import { receivedItem, sentItem } from './messageView.js';
import type { Notice } from './plainWords.js';
import type { ProtocolName } from './protocols.js';
import type { Settings } from './settings.js';

/** The most that the list holds; the oldest go first. */
const MAX_MESSAGES = 500;

export type ConnectionState = 'loading' | 'unable' | 'closed' | 'connecting' | 'open' | 'closing';

const STATE_TEXT: Record<ConnectionState, string> = {
  loading: 'Loading…',
  unable: 'Not connected',
  closed: 'Not connected',
  connecting: 'Connecting…',
  open: 'Connected',
  closing: 'Disconnecting…',
};

/** The page's elements, and what can be shown in them. */
export class View {
  readonly connect = byId<HTMLButtonElement>('connect');
  readonly disconnect = byId<HTMLButtonElement>('disconnect');
  readonly protocols = byId<HTMLFieldSetElement>('protocols');
  readonly composer = byId<HTMLFormElement>('composer');
  readonly #text = byId<HTMLInputElement>('text');
  readonly #send = byId<HTMLButtonElement>('send');
  readonly #state = byId('state');
  readonly #notice = byId('notice');
  readonly #messages = byId<HTMLOListElement>('messages');
  #received = 0;
  #totalDelayMillis = 0;

  /** Shows which protocol is chosen, and where it leads. */
  showSettings(name: ProtocolName, settings: Settings): void {
    const { canisterId, networkUrl, rootKey, gatewayUrls } = settings;
    byId<HTMLInputElement>(`protocol-${name}`).checked = true;
    this.connect.textContent = 'Connect';
    byId('canister').textContent = canisterId ?? 'none';
    byId('network').textContent = rootKey === undefined ? `mainnet (${networkUrl})` : networkUrl;
    byId('gateway').textContent = gatewayUrls[name];
    byId<HTMLAnchorElement>('second-tab').href = location.href;
    document.title = `IC WebSocket · ${canisterId ?? 'demo'}`;
  }

  showState(state: ConnectionState, client = '–'): void {
    this.#state.dataset['state'] = state;
    this.#state.textContent = STATE_TEXT[state];
    byId('client').textContent = client;
    this.connect.disabled = state !== 'closed';
    this.disconnect.disabled = state !== 'open' && state !== 'connecting';
    this.protocols.disabled = state !== 'closed' && state !== 'unable';
    this.#text.disabled = this.#send.disabled = state !== 'open';
    if (state === 'open') {
      this.#text.focus();
    }
  }

  /** After an end the same client can come back. */
  offerReconnect(): void {
    this.connect.textContent = 'Reconnect';
  }

  showNotice(notice: Notice): void {
    const paragraphs = [notice.headline, ...(notice.details ?? [])].map((line) => {
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

  showSent(text: string): void {
    this.#append(sentItem(text));
  }

  showReceived(received: ReceivedText): void {
    this.#append(receivedItem(received));
    this.#received++;
    byId('summary').textContent = `${this.#received} verified${this.#averageDelay(received)}`;
  }

  #averageDelay({ delayMillis }: ReceivedText): string {
    if (delayMillis === undefined) {
      return '';
    }
    this.#totalDelayMillis += delayMillis;
    return `, ${Math.round(this.#totalDelayMillis / this.#received)} ms average delay`;
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
