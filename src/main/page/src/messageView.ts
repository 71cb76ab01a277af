import type { Fact, ReceivedText } from './conversation.js';
import { TIME_OF_DAY } from './times.js';

/** A text that this client sent. */
export function sentItem(text: string): HTMLLIElement {
  return messageItem('sent', text, ['You', TIME_OF_DAY.format(new Date())]);
}

/** A text that the canister sent and the client verified. */
export function receivedItem(received: ReceivedText): HTMLLIElement {
  const { text, sequenceNumber, delayMillis } = received;
  const about = ['Canister'];
  if (sequenceNumber !== undefined) {
    about.push(`#${sequenceNumber}`);
  }
  about.push(
    delayMillis === undefined ? TIME_OF_DAY.format(new Date()) : `${delayMillis} ms delay`,
  );
  const item = messageItem('received', text, about);
  item.dataset['sequence'] = String(sequenceNumber ?? '');
  item.dataset['delay'] = String(delayMillis ?? '');
  item.append(verification(received));
  return item;
}

function messageItem(
  direction: 'sent' | 'received',
  text: string,
  about: readonly string[],
): HTMLLIElement {
  const item = element('li', 'message');
  item.dataset['direction'] = direction;
  const aboutLine = element('p', 'about');
  aboutLine.append(...about.map((part) => element('span', '', part)));
  item.append(aboutLine, element('p', 'text', text));
  return item;
}

/** A message is shown only after it was verified, so there is no other state to show. */
function verification({ verified, facts }: ReceivedText): HTMLDetailsElement {
  const details = element('details', 'certificate');
  details.dataset['verified'] = 'true';
  const summary = element('summary', '', `✓ ${verified}`);
  summary.title = 'Signed by the network for this canister, complete and in order';
  const list = element('dl', '');
  list.append(...facts.flatMap(factElements));
  details.append(summary, list);
  return details;
}

function factElements([name, value]: Fact): HTMLElement[] {
  return [element('dt', '', name), element('dd', '', value)];
}

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  text = '',
): HTMLElementTagNameMap[K] {
  const created = document.createElement(name);
  created.className = className;
  created.textContent = text;
  return created;
}
