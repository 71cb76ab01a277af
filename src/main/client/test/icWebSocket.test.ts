import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpAgent } from '@icp-sdk/core/agent';
import { Ed25519KeyIdentity } from '@icp-sdk/core/identity';
import { ed25519 } from '@noble/curves/ed25519.js';
import { decodeCbor, encodeCbor } from '../src/cbor.js';
import { decodeMessage } from '../src/frames.js';
import { IcWebSocket, IcWebSocketError, rawCodec } from '../src/index.js';
import { connect, open, webSocket } from './fixtures/connection.js';
import { CANISTER, certifiedFrame, certify, ROOT } from './fixtures/testNetwork.js';

/** An agent that is never answered: for tests that are over before the client has connected. */
const unansweredAgent = {
  rootKey: ROOT.der,
  update: () => new Promise(() => undefined),
  getTimeDiffMsecs: () => 0,
} as unknown as HttpAgent;

const OPTIONS = { canisterId: CANISTER, agent: unansweredAgent, webSocket };

test('the key that the client registers is the one that signs its frames', async (context) => {
  const { registrar, gateway, socket } = await open(context);
  assert.equal(socket.clientId, 16n);
  const [publicKey] = registrar.registeredKeys();
  const { client_canister_id: opening, sig } = decodeCbor(await gateway.frame(0)) as {
    client_canister_id: Uint8Array;
    sig: Uint8Array;
  };
  assert.deepEqual(decodeCbor(opening), { canister_id: CANISTER.toText(), client_id: 16 });
  assert.ok(ed25519.verify(sig, opening, Uint8Array.from(publicKey!)));
});

test('messages are sent in order, encoded by the codec', async (context) => {
  const { socket, gateway } = await open(context);
  for (let number = 0; number < 20; number++) {
    socket.send({ text: `number ${number}` });
  }
  assert.ok(socket.bufferedAmount > 0);
  for (let number = 0; number < 20; number++) {
    const { val } = decodeCbor(await gateway.frame(number + 1)) as { val: Uint8Array };
    const message = decodeMessage(val);
    assert.equal(message.sequenceNumber, BigInt(number));
    assert.deepEqual(decodeCbor(message.payload), { text: `number ${number}` });
  }
  assert.equal(socket.bufferedAmount, 0);
});

test('a message event tells the data and how it was verified', async (context) => {
  const connection = await open(context);
  const timestampMillis = Date.now() - 250;
  const timeMillis = timestampMillis + 50;
  connection.gateway.send(await certifiedFrame({ timestampMillis }, { timeMillis }));
  const [message] = await connection.received(1);
  assert.ok(message instanceof MessageEvent);
  assert.deepEqual(message.data, { text: 'message 0' });
  assert.equal(message.sequenceNumber, 0);
  assert.equal(message.timestamp.getTime(), timestampMillis);
  assert.equal(message.certificateTime.getTime(), timeMillis);
  assert.ok(message.delayMillis >= 250 && message.delayMillis < 60_000);
  assert.equal(message.key, '2vxsx-fae_00000000000000000016');
});

test('a batch is delivered in the order in which it came', async (context) => {
  const connection = await open(context);
  const { messages, cert, tree } = await certify(Array.from({ length: 50 }, () => ({})));
  for (const message of messages) {
    connection.gateway.send({ ...message, cert, tree });
  }
  const received = await connection.received(50);
  assert.deepEqual(
    received.map(({ sequenceNumber }) => sequenceNumber),
    messages.map((_, index) => index),
  );
});

test('messages that came before the gateway closed are delivered before the close event', async (context) => {
  const connection = await open(context);
  connection.gateway.send(await certifiedFrame());
  connection.gateway.close(4420, 'the canister refused');
  const { code, reason, wasClean } = await connection.closed;
  assert.deepEqual(
    { code, reason, wasClean },
    {
      code: 4420,
      reason: 'the canister refused',
      wasClean: true,
    },
  );
  assert.deepEqual(connection.happened, ['open', 'message', 'close']);
});

test('closing sends what was handed over before, then the code', async (context) => {
  const connection = await open(context);
  connection.socket.send({ text: 'last words' });
  connection.socket.close(3001, 'enough');
  assert.equal(connection.socket.readyState, IcWebSocket.CLOSING);
  connection.socket.send({ text: 'too late' });
  await connection.gateway.frame(1);
  assert.equal(await connection.gateway.clientsCloseCode(), 3001);
  assert.equal((await connection.closed).code, 3001);
  assert.deepEqual(connection.happened, ['open', 'close']);
});

test('a gateway that answers closing by dropping the connection causes no error', async (context) => {
  const connection = await open(context);
  connection.gateway.dropWhoeverCloses();
  connection.socket.close();
  const { code, wasClean } = await connection.closed;
  assert.deepEqual({ code, wasClean }, { code: 1006, wasClean: false });
  assert.deepEqual(connection.happened, ['open', 'close']);
});

test('messages that arrive after close was called are dropped', async (context) => {
  const connection = await open(context);
  connection.gateway.send(await certifiedFrame());
  connection.socket.close();
  await connection.closed;
  assert.deepEqual(connection.happened, ['open', 'close']);
});

test('closing while connecting gives up with 1006 and without an error', async (context) => {
  const connection = await connect(context, { agent: unansweredAgent });
  connection.socket.close();
  assert.equal((await connection.closed).code, 1006);
  assert.deepEqual(connection.happened, ['close']);
});

test('a gateway that vanishes is a connection error', async (context) => {
  const connection = await open(context);
  connection.gateway.vanish();
  assert.equal((await connection.closed).code, 1006);
  assert.equal(connection.error?.code, 'connection');
});

test('a gateway that is not there is a connection error', async (context) => {
  const connection = await connect(context);
  connection.gateway.stop();
  assert.equal((await connection.closed).code, 1006);
  assert.equal(connection.error?.code, 'connection');
});

test('a canister that refuses the registration is named with its reason', async (context) => {
  const connection = await connect(context);
  connection.registrar.refuseFromNowOn();
  assert.equal((await connection.closed).code, 1006);
  assert.equal(connection.error?.code, 'registration');
  assert.match(connection.error.message, /bw4dl-smaaa-aaaaa-qaacq-cai.*too many clients/s);
});

test('a registration under another root key is refused', async (context) => {
  const connection = await connect(context, {});
  const imposter = new IcWebSocket(connection.gateway.url, {
    canisterId: CANISTER,
    network: { url: connection.registrar.url },
    webSocket,
  });
  context.after(() => imposter.close());
  const error = await new Promise<IcWebSocketError>((resolve) => {
    imposter.onerror = (event) => resolve(event.error);
  });
  assert.equal(error.code, 'registration');
});

test('connecting ends after the time allowed', async (context) => {
  const limits = { connectTimeoutMillis: 100 };
  const connection = await connect(context, { agent: unansweredAgent, limits });
  assert.equal((await connection.closed).code, 1006);
  assert.equal(connection.error?.code, 'timeout');
});

test('the canister sees the identity given', async (context) => {
  const identity = Ed25519KeyIdentity.generate();
  const { registrar } = await open(context, { identity });
  const principal = identity.getPrincipal().toUint8Array();
  assert.deepEqual(registrar.calls[0]?.sender, principal);
});

test('without an identity every connection has one of its own', async (context) => {
  const [first, second] = [await open(context), await open(context)];
  const senders = [first, second].map(({ registrar }) => registrar.calls[0]!.sender);
  assert.equal(senders[0]!.length, 29);
  assert.notDeepEqual(senders[0], senders[1]);
});

test('a message that the codec cannot read ends the connection', async (context) => {
  const connection = await open(context);
  connection.gateway.send(await certifiedFrame({ payload: encodeCbor({ other: 1 }) }));
  await connection.closed;
  assert.deepEqual(connection.happened, ['open', 'error', 'close']);
  assert.equal(connection.error?.code, 'undecodable-message');
});

test('more frames than can be checked end the connection', async (context) => {
  const connection = await open(context, { limits: { maxPendingFrames: 3 } });
  const { messages, cert, tree } = await certify(Array.from({ length: 50 }, () => ({})));
  for (const message of messages) {
    connection.gateway.send({ ...message, cert, tree });
  }
  await connection.closed;
  assert.equal(connection.error?.code, 'too-many-frames');
});

test('sending more than may be buffered throws and keeps the connection', async (context) => {
  const { socket, gateway } = await open(context, { limits: { maxBufferedBytes: 100 } });
  assert.throws(
    () => socket.send({ text: 'x'.repeat(100) }),
    (error) => error instanceof IcWebSocketError && error.code === 'buffer-full',
  );
  socket.send({ text: 'short' });
  await gateway.frame(1);
  assert.equal(socket.readyState, IcWebSocket.OPEN);
});

test('sending while connecting throws as the standard WebSocket does', async (context) => {
  const { socket } = await connect(context);
  assert.throws(() => socket.send({ text: '' }), { name: 'InvalidStateError' });
});

test('without a codec bytes go and come as they are', async (context) => {
  const { gateway, registrar } = await connect(context);
  const socket = new IcWebSocket(gateway.url, {
    canisterId: CANISTER,
    network: { url: registrar.url, rootKey: Buffer.from(ROOT.der).toString('hex') },
    webSocket,
  });
  context.after(() => socket.close());
  const received = new Promise((resolve) => (socket.onmessage = ({ data }) => resolve(data)));
  await new Promise((resolve) => (socket.onopen = resolve));
  gateway.send(await certifiedFrame({ payload: Uint8Array.of(1, 2, 3) }));
  assert.deepEqual(await received, Uint8Array.of(1, 2, 3));
});

test('raw bytes are copied, from whatever view they come', () => {
  const buffer = Uint8Array.of(0, 1, 2, 3).buffer;
  const encoded = [buffer, new Uint8Array(buffer, 1, 2), new DataView(buffer, 1, 2)].map((bytes) =>
    rawCodec.encode(bytes),
  );
  new Uint8Array(buffer).fill(9);
  assert.deepEqual(encoded, [Uint8Array.of(0, 1, 2, 3), Uint8Array.of(1, 2), Uint8Array.of(1, 2)]);
});

test('an event handler can be replaced and removed', () => {
  const socket = new IcWebSocket('ws://127.0.0.1:1', OPTIONS);
  const calls: string[] = [];
  socket.onerror = () => calls.push('first');
  socket.onerror = () => calls.push('second');
  socket.dispatchEvent(new Event('error'));
  socket.onerror = null;
  socket.dispatchEvent(new Event('error'));
  assert.deepEqual(calls, ['second']);
  assert.equal(socket.onerror, null);
  socket.close();
});

test('addresses are those of the standard WebSocket', () => {
  const urls = ['http://host/poc', 'https://host/poc?a=b', 'wss://host'].map((url) => {
    const socket = new IcWebSocket(url, OPTIONS);
    socket.close();
    return socket.url;
  });
  assert.deepEqual(urls, ['ws://host/poc', 'wss://host/poc?a=b', 'wss://host/']);
  for (const url of ['', '/poc', 'ftp://host', 'ws://host/#part']) {
    assert.throws(() => new IcWebSocket(url, OPTIONS), { name: 'SyntaxError' }, url);
  }
});

test('close codes and reasons are limited as in the standard WebSocket', () => {
  const socket = new IcWebSocket('ws://127.0.0.1:1', OPTIONS);
  for (const code of [0, 999, 1001, 2999, 5000, Number.NaN]) {
    assert.throws(() => socket.close(code), { name: 'InvalidAccessError' }, String(code));
  }
  assert.throws(() => socket.close(1000, 'ä'.repeat(62)), { name: 'SyntaxError' });
  socket.close(1000, 'ä'.repeat(61));
});

test('something that is no canister id is refused at once', () => {
  assert.throws(() => new IcWebSocket('ws://host', { ...OPTIONS, canisterId: 'not-a-canister' }));
});
