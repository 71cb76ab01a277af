/** Coming back on real sockets: gateways that stop, and a canister that is asked anew. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  IcOpenEvent,
  IcReconnectingEvent,
  IcWebSocket,
  type IcWebSocketOptions,
} from '../src/index.js';
import { Connection, type TextMessage, textCodec, webSocket } from './fixtures/connection.js';
import { Registrar } from './fixtures/registrar.js';
import { ScriptedGateway } from './fixtures/scriptedGateway.js';
import { CANISTER, certifiedFrame, ROOT } from './fixtures/testNetwork.js';

const SOON = { minDelayMillis: 1, maxDelayMillis: 5 };

/** A client with two gateways to choose from; the second is in the first's place in the connection. */
async function connectToTwo(
  context: TestContext,
  options: Partial<IcWebSocketOptions<TextMessage>> = {},
) {
  const [registrar, first, second] = await Promise.all([
    Registrar.start(),
    ScriptedGateway.start(),
    ScriptedGateway.start(),
  ]);
  const socket = new IcWebSocket([first.url, second.url], {
    canisterId: CANISTER,
    network: { url: registrar.url, rootKey: ROOT.der },
    codec: textCodec,
    webSocket,
    reconnect: SOON,
    ...options,
  });
  context.after(() => {
    socket.close();
    [first, second, registrar].forEach((server) => server.stop());
  });
  return { connection: new Connection(socket, first, registrar), socket, first, second };
}

function next<E extends Event>(socket: EventTarget, type: string): Promise<E> {
  return new Promise((resolve) =>
    socket.addEventListener(type, (event) => resolve(event as E), { once: true }),
  );
}

test('when a gateway stops the client goes on through the next', async (context) => {
  const { connection, socket, first, second } = await connectToTwo(context);
  await connection.opened;
  socket.send({ text: 'once' });
  await first.frame(1);
  const [reconnecting, reopened] = [
    next<IcReconnectingEvent>(socket, 'reconnecting'),
    next<IcOpenEvent>(socket, 'open'),
  ];
  first.close(1001, 'the gateway stops');
  const { attempt, delayMillis, url, code, reason } = await reconnecting;
  assert.deepEqual(
    { attempt, url, code, reason },
    { attempt: 1, url: second.url, code: 1001, reason: 'the gateway stops' },
  );
  assert.ok(delayMillis >= 1 && delayMillis <= 5, String(delayMillis));
  assert.equal(socket.readyState, IcWebSocket.CONNECTING);
  socket.send({ text: 'while away' });
  const { messagesMayBeLost, unconfirmed } = await reopened;
  assert.deepEqual({ messagesMayBeLost, unconfirmed }, { messagesMayBeLost: true, unconfirmed: 1 });
  await second.frame(1);
  second.send(await certifiedFrame());
  assert.deepEqual((await connection.received(1))[0]!.data, { text: 'message 0' });
  assert.deepEqual([socket.url, socket.readyState], [second.url, IcWebSocket.OPEN]);
});

test('it registers anew as the same caller with the same key', async (context) => {
  const { connection, socket, first, second } = await connectToTwo(context);
  const opened = await next<IcOpenEvent>(socket, 'open');
  assert.deepEqual([opened.messagesMayBeLost, opened.unconfirmed], [false, 0]);
  first.close(4404, 'the canister does not know this client');
  await second.frame(0);
  const { registrar } = connection;
  const [one, other] = registrar.calls;
  assert.equal(registrar.calls.length, 2);
  assert.deepEqual(one!.sender, other!.sender);
  const [key, again] = registrar.registeredKeys();
  assert.deepEqual(key, again);
});

test('a gateway that lies is left for one that does not', async (context) => {
  const { connection, socket, first, second } = await connectToTwo(context);
  await connection.opened;
  const reopened = next(socket, 'open');
  first.send(Uint8Array.of(1, 2, 3));
  await reopened;
  assert.equal(connection.error?.code, 'malformed-frame');
  assert.equal(await first.clientsCloseCode(), 4000);
  second.send(await certifiedFrame());
  await connection.received(1);
  second.send('a text frame');
  assert.equal((await connection.closed).code, 4000);
  assert.deepEqual(connection.happened, ['open', 'error', 'open', 'message', 'error', 'close']);
});

test('a gateway that is not there is tried again until one is', async (context) => {
  const { connection, socket, first, second } = await connectToTwo(context);
  first.stop();
  const { code } = await next<IcReconnectingEvent>(socket, 'reconnecting');
  assert.equal(code, 1006);
  await connection.opened;
  await second.frame(0);
  // The canister saw one client: the registration had not been used.
  assert.equal(connection.registrar.calls.length, 1);
});

test('a gateway that stays away is given up after the attempts allowed', async (context) => {
  const reconnect = { ...SOON, maxAttempts: 3 };
  const { connection, socket, first, second } = await connectToTwo(context, { reconnect });
  let attempts = 0;
  socket.onreconnecting = () => attempts++;
  first.stop();
  second.stop();
  assert.equal((await connection.closed).code, 1006);
  assert.equal(attempts, 3);
  assert.deepEqual(connection.happened, ['error', 'error', 'error', 'error', 'close']);
});

test('without reconnecting the first end is the last', async (context) => {
  const { connection, first } = await connectToTwo(context, { reconnect: false });
  await connection.opened;
  first.close(1001, '');
  assert.equal((await connection.closed).code, 1001);
  assert.deepEqual(connection.happened, ['open', 'close']);
});

for (const [name, reject] of Object.entries({
  'there is not': { reject_code: 3, error_code: 'IC0301' },
  'has no ws_register': { reject_code: 5, error_code: 'IC0536' },
})) {
  test(`a canister that ${name} is not asked again`, async (context) => {
    const { connection } = await connectToTwo(context);
    connection.registrar.refuseFromNowOn(reject);
    assert.equal((await connection.closed).code, 1006);
    assert.equal(connection.error?.code, 'registration');
    assert.equal(connection.registrar.calls.length, 1);
  });
}

test('a canister that takes nobody more is asked again', async (context) => {
  const { connection, socket } = await connectToTwo(context);
  connection.registrar.refuseFromNowOn();
  await next(socket, 'reconnecting');
  assert.equal(connection.error?.code, 'registration');
  connection.registrar.acceptFromNowOn();
  await connection.opened;
});

test('gateways are a list of WebSocket URLs, none of them twice', (context) => {
  const options = {
    canisterId: CANISTER,
    network: { url: 'http://127.0.0.1:1', rootKey: ROOT.der },
    webSocket,
  };
  const socket = new IcWebSocket(['https://host/poc', new URL('wss://host/poc')], options);
  context.after(() => socket.close());
  assert.equal(socket.url, 'wss://host/poc');
  assert.throws(() => new IcWebSocket([], options), { name: 'SyntaxError' });
  assert.throws(() => new IcWebSocket(['wss://host', 'ftp://host'], options), {
    name: 'SyntaxError',
  });
  assert.throws(
    () => new IcWebSocket('wss://host', { ...options, reconnect: { minDelayMillis: 0 } }),
    RangeError,
  );
});
