// A proxy between a client of protocol v1 and the gateway. It overhears the service messages of both
// sides, and drops the frames of one direction, or of both, when it is told to; the sockets stay open.

import { Cbor } from '@dfinity/agent';
import { IDL } from '@dfinity/candid';
import { once } from 'node:events';
import WebSocket, { WebSocketServer } from 'ws';
import { Inbox } from './inbox.mjs';

// What a socket that was closed without a code has as its code: RFC 6455, section 7.4.1.
const NO_CODE = 1005;
const ABNORMAL = 1006;

const clientKey = IDL.Record({ client_principal: IDL.Principal, client_nonce: IDL.Nat64 });
const progress = IDL.Record({ last_incoming_sequence_num: IDL.Nat64 });
const serviceMessage = IDL.Variant({
  OpenMessage: IDL.Record({ client_key: clientKey }),
  AckMessage: progress,
  KeepAliveMessage: progress,
  CloseMessage: IDL.Record({
    reason: IDL.Variant({
      WrongSequenceNumber: IDL.Null,
      InvalidServiceMessage: IDL.Null,
      KeepAliveTimeout: IDL.Null,
      ClosedByApplication: IDL.Null,
    }),
  }),
});
const messageArgument = IDL.Record({
  msg: IDL.Record({ is_service_message: IDL.Bool, content: IDL.Vec(IDL.Nat8) }),
});

/** The canister's message in a frame from the gateway; the greeting has none. */
function messageFromCanister(frame) {
  const { content } = Cbor.decode(frame);
  return content && Cbor.decode(content);
}

/** The client's message in a frame to the gateway; an opening has none. */
function messageFromClient(frame) {
  const { method_name, arg } = Cbor.decode(frame).envelope.content;
  return method_name === 'ws_message' ? IDL.decode([messageArgument], arg)[0].msg : undefined;
}

/** One direction of a connection. */
class Way {
  dropping = false;
  #messageIn;
  #serviceMessages = new Inbox();

  constructor(messageIn) {
    this.#messageIn = messageIn;
  }

  /** Passes on what comes, dropped or not noted down, from one socket to another. */
  connect(from, to) {
    from.on('message', (frame) => {
      this.#overhear(new Uint8Array(frame));
      if (!this.dropping) to.send(frame);
    });
    from.on('close', (code, reason) => {
      if (this.dropping) return;
      if (code === NO_CODE || code === ABNORMAL) to.terminate();
      else to.close(code, reason);
    });
  }

  #overhear(frame) {
    const message = this.#messageIn(frame.buffer);
    if (message?.is_service_message) {
      const content = new Uint8Array(message.content);
      this.#serviceMessages.put(IDL.decode([serviceMessage], content)[0]);
    }
  }

  /** The next service message of a kind, whether it was dropped or not; others before it are skipped. */
  async next(kind) {
    for (;;) {
      const message = await this.#serviceMessages.next(kind);
      if (kind in message) return message[kind];
    }
  }
}

export class Tap {
  toClient = new Way(messageFromCanister);
  toGateway = new Way(messageFromClient);
  #server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  #gateway;

  /** A tap for one connection to the gateway at `gatewayUrl`. */
  static async to(gatewayUrl) {
    const tap = new Tap();
    tap.#server.on('connection', (client) => {
      // The gateway speaks first: nothing comes from the client before this socket is open.
      tap.#gateway = new WebSocket(gatewayUrl);
      tap.toClient.connect(tap.#gateway, client);
      tap.toGateway.connect(client, tap.#gateway);
    });
    await once(tap.#server, 'listening');
    return tap;
  }

  /** Where the client is to connect. */
  get url() {
    return `ws://127.0.0.1:${this.#server.address().port}`;
  }

  dropBoth() {
    this.toClient.dropping = true;
    this.toGateway.dropping = true;
  }

  heal() {
    this.toClient.dropping = false;
    this.toGateway.dropping = false;
  }

  /** Breaks the connection to the gateway without a word. */
  cut() {
    this.#gateway?.terminate();
    this.#server.close();
  }
}
