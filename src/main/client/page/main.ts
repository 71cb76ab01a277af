import { IcWebSocket } from '../src/index.js';
import { type DemoMessage, demoCodec } from './demoMessage.js';
import { describeClose, describeError, NO_CANISTER } from './plainWords.js';
import { loadSettings, type Settings } from './settings.js';
import { View } from './view.js';

/** The page: one client, which the user connects and disconnects. */
class DemoPage {
  readonly #view: View;
  readonly #settings: Settings;
  #socket: IcWebSocket<DemoMessage> | undefined;
  #sent = 0;

  constructor(view: View, settings: Settings) {
    this.#view = view;
    this.#settings = settings;
  }

  start(): void {
    this.#view.showSettings(this.#settings);
    const { canisterId } = this.#settings;
    if (canisterId === undefined) {
      this.#view.showNotice(NO_CANISTER);
      return;
    }
    this.#view.showState('closed');
    this.#view.connect.addEventListener('click', () => this.#connect(canisterId));
    this.#view.disconnect.addEventListener('click', () => this.#disconnect());
    this.#view.composer.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#view.connect.focus();
  }

  #connect(canisterId: string): void {
    this.#view.hideNotice();
    this.#view.clearMessages();
    this.#sent = 0;
    try {
      this.#socket = this.#open(canisterId);
      this.#view.showState('connecting');
    } catch (thrown) {
      this.#view.showNotice({ kind: 'bad', headline: `Cannot connect: ${String(thrown)}` });
    }
  }

  #open(canisterId: string): IcWebSocket<DemoMessage> {
    const { gatewayUrl, networkUrl, rootKey } = this.#settings;
    const socket = new IcWebSocket<DemoMessage>(gatewayUrl, {
      canisterId,
      network: { url: networkUrl, ...(rootKey !== undefined && { rootKey }) },
      codec: demoCodec,
    });
    let failed = false;
    socket.onopen = () => this.#view.showState('open', socket.clientId);
    socket.onmessage = (event) => this.#view.showReceived(event);
    socket.onerror = ({ error }) => {
      failed = true;
      this.#view.showNotice(describeError(error));
    };
    socket.onclose = (event) => {
      this.#view.showState('closed');
      if (!failed) {
        this.#view.showNotice(describeClose(event));
      }
    };
    return socket;
  }

  #disconnect(): void {
    this.#view.showState('closing', this.#socket?.clientId);
    this.#socket?.close(1000, 'the user disconnected');
  }

  #send(): void {
    const text = this.#view.takeText();
    if (text !== undefined && this.#socket?.readyState === IcWebSocket.OPEN) {
      this.#socket.send({ text });
      this.#view.showSent(text, this.#sent++);
    }
  }
}

const view = new View();
try {
  const settings = await loadSettings({
    pageUrl: location.href,
    fetch: (url, init) => fetch(url, init),
    pause: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
  });
  new DemoPage(view, settings).start();
} catch (thrown) {
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  view.showNotice({ kind: 'bad', headline: 'The server did not give its settings.', detail });
}
