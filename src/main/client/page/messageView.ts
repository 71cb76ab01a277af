import type { IcMessageEvent } from '../src/index.js';
import type { DemoMessage } from './demoMessage.js';

const TIME = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

/** A message that this client sent. */
export function sentMessage(text: string, sequenceNumber: number): HTMLLIElement {
  const about = [`You`, `#${sequenceNumber}`, TIME.format(new Date())];
  return messageItem('sent', text, sequenceNumber, about);
}

/** A message that the canister sent and the client verified. */
export function receivedMessage(event: IcMessageEvent<DemoMessage>): HTMLLIElement {
  const about = ['Canister', `#${event.sequenceNumber}`, `${event.delayMillis} ms delay`];
  const item = messageItem('received', event.data.text, event.sequenceNumber, about);
  item.dataset['delay'] = String(event.delayMillis);
  item.append(certificateDetails(event));
  return item;
}

function messageItem(
  direction: 'sent' | 'received',
  text: string,
  sequenceNumber: number,
  about: string[],
): HTMLLIElement {
  const item = element('li', 'message');
  item.dataset['direction'] = direction;
  item.dataset['sequence'] = String(sequenceNumber);
  const aboutLine = element('p', 'about');
  aboutLine.append(...about.map((part) => element('span', '', part)));
  item.append(aboutLine, element('p', 'text', text));
  return item;
}

/** A message is shown only after it was verified, so there is no other state to show. */
function certificateDetails(event: IcMessageEvent<DemoMessage>): HTMLDetailsElement {
  const certified = TIME.format(event.certificateTime);
  const details = element('details', 'certificate');
  details.dataset['verified'] = 'true';
  const summary = element('summary', '', `✓ Verified, certified at ${certified}`);
  summary.title = 'Signed by the network for this canister, complete and in order';
  const facts = element('dl', '');
  facts.append(
    ...fact('Published', TIME.format(event.timestamp)),
    ...fact('Certified', certified),
    ...fact('Certificate', "signature leads to the network's root key"),
    ...fact('Content', 'its hash is in the tree that the canister certified'),
    ...fact('Order', `number ${event.sequenceNumber}, none left out or repeated`),
    ...fact('Key', event.key),
  );
  details.append(summary, facts);
  return details;
}

function fact(name: string, value: string): HTMLElement[] {
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
