import { Actor, HttpAgent, type SignIdentity } from '@dfinity/agent';
import { describeCloseCode } from 'ic-websocket-client';
import { createWsConfig, IcWebSocket } from 'ic-websocket-js';
import type { Address, Ending, ReceivedText, Speaker } from './conversation.js';
import { type DemoService, demoInterface } from './demoService.js';
import { delegatedIdentity, ownIdentity } from './identities.js';

/**
 * Protocol v1, by the published package ic-websocket-js as it is. All conversations of one speaker
 * have the same identity: a client that reconnects is the same client to the canister.
 */
export async function v1Speaker(kind: 'own' | 'delegated'): Promise<Speaker> {
  const identity = kind === 'own' ? ownIdentity() : await delegatedIdentity();
  return (address, listener) => {
    const socket = connect(address, identity);
    let error: Error | undefined;
    socket.onopen = () => listener.opened(identity.getPrincipal().toText());
    socket.onmessage = ({ data }) => listener.received(receivedText(data.text));
    socket.onerror = (event) => {
      error ??= event.error as Error;
    };
    socket.onclose = (event) => listener.ended(ending(event, error));
    return {
      say: (text) => socket.send({ text }),
      leave: () => socket.close(),
    };
  };
}

/** The package takes no root key: it asks the network for it. */
function connect({ gatewayUrl, canisterId, networkUrl }: Address, identity: SignIdentity) {
  const agent = HttpAgent.createSync({ host: networkUrl, identity });
  const canisterActor = Actor.createActor<DemoService>(demoInterface, { agent, canisterId });
  const config = createWsConfig({ canisterId, canisterActor, identity, networkUrl });
  return new IcWebSocket(gatewayUrl, undefined, config);
}

/** The package hands a message on only after its own checks; of these it tells nothing else. */
function receivedText(text: string): ReceivedText {
  return {
    text,
    verified: 'Verified by ic-websocket-js',
    facts: [
      ['Certificate', 'signature leads to the root key, the message is in its tree'],
      ['Order', 'the next one, none left out or repeated'],
      ['Root key', 'ic-websocket-js has asked the network for it'],
    ],
  };
}

/** The codes that the package itself closes with. */
const PACKAGE_CODES: ReadonlyMap<number, string> = new Map([
  [4000, 'ic-websocket-js gave the connection up'],
  [4001, 'the canister closed the connection'],
]);

function ending({ code, reason }: CloseEvent, error: Error | undefined): Ending {
  const headline = `Disconnected: ${PACKAGE_CODES.get(code) ?? describeCloseCode(code)}.`;
  return { code, reason, headline, ...(error !== undefined && { detail: error.message }) };
}
