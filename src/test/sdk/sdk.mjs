// The published SDK in Node: what of a browser it needs, and a socket as a test wants to use one.

import { createRequire } from 'node:module';
import { HttpAgent, Actor } from '@dfinity/agent';
import WebSocket from 'ws';
import { Inbox } from './inbox.mjs';

globalThis.WebSocket = WebSocket;
globalThis.ErrorEvent ??= class extends Event {
  constructor(type, { error }) {
    super(type);
    this.error = error;
  }
};

// Its module form has imports that bundlers resolve and Node does not.
const { IcWebSocket, createWsConfig } = createRequire(import.meta.url)('ic-websocket-js');

export const gatewayUrl = process.env.GATEWAY_SOCKET;
export const canisterId = process.env.CANISTER;
export const networkUrl = process.env.NETWORK_URL;

/** The demo's interface, with the application's message as the caller has it. */
const demoInterface =
  (appMessage) =>
  ({ IDL }) => {
    const clientKey = IDL.Record({ client_principal: IDL.Principal, client_nonce: IDL.Nat64 });
    const message = IDL.Record({
      client_key: clientKey,
      sequence_num: IDL.Nat64,
      timestamp: IDL.Nat64,
      is_service_message: IDL.Bool,
      content: IDL.Vec(IDL.Nat8),
    });
    const result = IDL.Variant({ Ok: IDL.Null, Err: IDL.Text });
    return IDL.Service({
      ws_message: IDL.Func(
        [IDL.Record({ msg: message }), IDL.Opt(appMessage(IDL))],
        [result],
        [],
      ),
    });
  };

const textMessage = (IDL) => IDL.Record({ text: IDL.Text });

/**
 * A socket of the SDK for an identity; nothing has been awaited yet.
 *
 * @param url where it connects
 * @param config what else its configuration has
 */
export function socketOf(identity, appMessage = textMessage, { url = gatewayUrl, ...config } = {}) {
  const agent = HttpAgent.createSync({ host: networkUrl, identity });
  const actor = Actor.createActor(demoInterface(appMessage), { agent, canisterId });
  const socket = new IcWebSocket(
    url,
    undefined,
    createWsConfig({ canisterId, canisterActor: actor, identity, networkUrl, ...config }),
  );
  const opened = new Inbox();
  const messages = new Inbox();
  const closed = new Inbox();
  const errors = [];
  socket.onopen = () => opened.put(true);
  socket.onmessage = ({ data }) => messages.put(data);
  socket.onclose = ({ code, reason }) => closed.put({ code, reason: String(reason) });
  socket.onerror = ({ error }) => errors.push(error);
  return {
    opened: () => opened.next('opening'),
    send: (message) => socket.send(message),
    say: (text) => socket.send({ text }),
    hear: async () => (await messages.next('message')).text,
    close: () => socket.close(),
    closed: () => closed.next('close'),
    errors,
  };
}
