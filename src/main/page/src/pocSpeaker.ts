import {
  describeCloseCode,
  type IcCloseEvent,
  type IcMessageEvent,
  IcWebSocket,
  type IcWebSocketError,
} from 'ic-websocket-client';
import type { Ending, ReceivedText, Speaker } from './conversation.js';
import { type DemoMessage, demoCodec } from './demoMessage.js';
import { HEADLINES } from './plainWords.js';
import { TIME_OF_DAY } from './times.js';

/** The PoC protocol, by the client library of this project. */
export const pocSpeaker: Speaker = (address, listener) => {
  const { gatewayUrl, canisterId, networkUrl, rootKey } = address;
  const socket = new IcWebSocket<DemoMessage>(gatewayUrl, {
    canisterId,
    network: { url: networkUrl, ...(rootKey !== undefined && { rootKey }) },
    codec: demoCodec,
    // The page shows each end, and comes back when the user says so, in either protocol.
    reconnect: false,
  });
  let error: IcWebSocketError | undefined;
  socket.onopen = () => listener.opened(String(socket.clientId));
  socket.onmessage = (event) => listener.received(receivedText(event));
  socket.onerror = (event) => {
    error = event.error;
  };
  socket.onclose = (event) => listener.ended(ending(event, error));
  return {
    say: (text) => socket.send({ text }),
    leave: () => socket.close(1000, 'the user disconnected'),
  };
};

function receivedText(event: IcMessageEvent<DemoMessage>): ReceivedText {
  const { sequenceNumber, delayMillis } = event;
  const certified = TIME_OF_DAY.format(event.certificateTime);
  return {
    text: event.data.text,
    sequenceNumber,
    delayMillis,
    verified: `Verified, certified at ${certified}`,
    facts: [
      ['Published', TIME_OF_DAY.format(event.timestamp)],
      ['Certified', certified],
      ['Certificate', "signature leads to the network's root key"],
      ['Content', 'its hash is in the tree that the canister certified'],
      ['Order', `number ${sequenceNumber}, none left out or repeated`],
      ['Key', event.key],
    ],
  };
}

function ending({ code, reason }: IcCloseEvent, error: IcWebSocketError | undefined): Ending {
  return error === undefined
    ? { code, reason, headline: `Disconnected: ${describeCloseCode(code)}.` }
    : { code, reason, headline: `${HEADLINES[error.code]}.`, detail: detail(error) };
}

function detail({ code, message }: IcWebSocketError): string {
  return `${code}: ${message}`;
}
