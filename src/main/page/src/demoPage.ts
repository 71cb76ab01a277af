import type { Conversation, Ending, Speaker } from './conversation.js';
import { describeEnding, describeFault, NO_CANISTER } from './plainWords.js';
import { LOAD, protocolWanted, type ProtocolName, withProtocol } from './protocols.js';
import type { Settings } from './settings.js';
import type { View } from './view.js';

/** The page: one client, which the user connects and disconnects, in the protocol of their choice. */
export class DemoPage {
  readonly #view: View;
  readonly #settings: Settings;
  #protocol: ProtocolName = protocolWanted(location.href);
  #speaker: Speaker | undefined;
  #conversation: Conversation | undefined;

  constructor(view: View, settings: Settings) {
    this.#view = view;
    this.#settings = settings;
  }

  async start(): Promise<void> {
    const { connect, disconnect, composer, protocols } = this.#view;
    connect.addEventListener('click', () => this.#connect());
    disconnect.addEventListener('click', () => this.#disconnect());
    protocols.addEventListener('change', async ({ target }) => {
      const choice = target as HTMLInputElement;
      await this.#choose(choice.value as ProtocolName);
      choice.focus();
    });
    composer.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    await this.#choose(this.#protocol);
    connect.focus();
  }

  /** Gets ready to speak a protocol, if there is a canister to speak to. */
  async #choose(name: ProtocolName): Promise<void> {
    if (name !== this.#protocol) {
      history.replaceState(null, '', withProtocol(location.href, name));
    }
    this.#protocol = name;
    this.#view.hideNotice();
    this.#view.clearMessages();
    this.#view.showSettings(name, this.#settings);
    if (this.#settings.canisterId === undefined) {
      this.#view.showState('unable');
      this.#view.showNotice(NO_CANISTER);
    } else {
      await this.#load(name);
    }
  }

  /** Meanwhile no other protocol can be chosen. */
  async #load(name: ProtocolName): Promise<void> {
    this.#view.showState('loading');
    try {
      this.#speaker = await LOAD[name](location.href);
      this.#view.showState('closed');
    } catch (thrown) {
      this.#view.showState('unable');
      this.#view.showNotice(describeFault('The protocol cannot be loaded.', thrown));
    }
  }

  #connect(): void {
    const { canisterId, networkUrl, rootKey, gatewayUrls } = this.#settings;
    if (canisterId === undefined || this.#speaker === undefined) {
      return;
    }
    this.#view.hideNotice();
    this.#view.clearMessages();
    try {
      this.#conversation = this.#speaker(
        { gatewayUrl: gatewayUrls[this.#protocol], canisterId, networkUrl, rootKey },
        {
          opened: (client) => this.#view.showState('open', client),
          received: (text) => this.#view.showReceived(text),
          ended: (ending) => this.#ended(ending),
        },
      );
      this.#view.showState('connecting');
    } catch (thrown) {
      this.#view.showNotice(describeFault('Cannot connect.', thrown));
    }
  }

  #ended(ending: Ending): void {
    this.#conversation = undefined;
    this.#view.showState('closed');
    this.#view.offerReconnect();
    this.#view.showNotice(describeEnding(ending));
  }

  #disconnect(): void {
    this.#view.showState('closing');
    this.#conversation?.leave();
  }

  #send(): void {
    const text = this.#view.takeText();
    if (text !== undefined && this.#conversation !== undefined) {
      this.#conversation.say(text);
      this.#view.showSent(text);
    }
  }
}
