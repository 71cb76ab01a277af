import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCbor, encodeCbor } from '../src/cbor.js';
import { IcWebSocketError } from '../src/errors.js';
import { decodeMessage } from '../src/frames.js';
import { CLOSED, CLOSING, CONNECTING, OPEN } from '../src/reconnector.js';
import type { FakeSocket } from './fixtures/fakeSockets.js';
import { FakeSystem, GATEWAYS } from './fixtures/fakeSystem.js';
import { encodeCanisterMessage } from './fixtures/testNetwork.js';

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

async function message(socket: FakeSocket, frame: number) {
  const { val } = decodeCbor(await socket.frame(frame)) as { val: Uint8Array };
  const { clientId, sequenceNumber, payload } = decodeMessage(val);
  return [clientId, sequenceNumber, ...payload].map(Number);
}

function fromCanister(clientId: bigint, sequence: number): Uint8Array {
  const val = encodeCanisterMessage({ clientId, sequence });
  return encodeCbor({ key: 'key', val, cert: bytes(), tree: bytes() });
}

test('a broken connection is followed by one through the next gateway, as a new client', async () => {
  const system = new FakeSystem();
  const { reconnector, surroundings, sockets } = system;
  const first = await system.open(0);
  assert.deepEqual([reconnector.readyState, reconnector.clientId], [OPEN, 16n]);
  first.end(1006);
  await system.until(3);
  assert.deepEqual([reconnector.readyState, reconnector.clientId], [CONNECTING, undefined]);
  assert.equal(reconnector.url, GATEWAYS[1]);
  surroundings.pass(499);
  assert.equal(sockets.count, 1);
  surroundings.pass(1);
  const second = await system.open(1);
  assert.deepEqual([first.url, second.url], GATEWAYS);
  assert.deepEqual([reconnector.readyState, reconnector.clientId], [OPEN, 17n]);
  assert.deepEqual(system.happened, [
    'open',
    'error connection',
    '1006, attempt 1 in 500',
    'open, lost? 0 unconfirmed',
  ]);
});

test('messages of the new connection count from 0, in both directions', async () => {
  const system = new FakeSystem();
  const first = await system.open(0);
  first.receive(fromCanister(16n, 0));
  system.reconnector.send(bytes(1));
  assert.deepEqual(await message(first, 1), [16, 0, 1]);
  first.end(1001);
  await system.until(3);
  system.surroundings.pass(500);
  const second = await system.open(1);
  second.receive(fromCanister(17n, 0));
  system.reconnector.send(bytes(2));
  assert.deepEqual(await message(second, 1), [17, 0, 2]);
  await system.until(5);
  assert.deepEqual(system.happened, [
    'open',
    'message 0',
    '1001, attempt 1 in 500',
    'open, lost? 1 unconfirmed',
    'message 0',
  ]);
});

test('what had left is counted and not sent again, what had not is sent first', async () => {
  const system = new FakeSystem();
  const first = await system.open(0);
  system.reconnector.send(bytes(1));
  system.reconnector.send(bytes(2));
  await first.frame(2);
  // The connection is over before it is the turn of the third.
  system.reconnector.send(bytes(3));
  first.end(1011);
  await system.until(2);
  system.reconnector.send(bytes(4));
  assert.equal(system.reconnector.bufferedAmount, 2);
  system.surroundings.pass(500);
  const second = await system.open(1);
  assert.deepEqual(await message(second, 1), [17, 0, 3]);
  assert.deepEqual(await message(second, 2), [17, 1, 4]);
  assert.equal(system.happened.at(-1), 'open, lost? 2 unconfirmed');
  assert.equal(first.framesSent, 3);
});

test('what was being signed when the connection ended leaves through the next', async () => {
  const system = new FakeSystem();
  const first = await system.open(0);
  let sign = () => undefined as void;
  const signed = new Promise<void>((resolve) => (sign = resolve));
  const asked = new Promise<void>((resolve) => {
    system.canister.signature = () => {
      resolve();
      return signed;
    };
  });
  system.reconnector.send(bytes(1));
  await asked;
  first.end(1011);
  await system.until(2);
  sign();
  system.surroundings.pass(500);
  const second = await system.open(1);
  assert.deepEqual(await message(second, 1), [17, 0, 1]);
  assert.equal(system.happened.at(-1), 'open, lost? 0 unconfirmed');
  assert.equal(first.framesSent, 1);
});

test('the count starts over with each open', async () => {
  const system = new FakeSystem();
  const first = await system.open(0);
  system.reconnector.send(bytes(1));
  await first.frame(1);
  for (const [number, unconfirmed] of [
    [1, 1],
    [2, 0],
  ] as const) {
    (await system.sockets.at(number - 1)).end(1011);
    await system.until(number * 2);
    system.surroundings.pass(500);
    await system.open(number);
    assert.equal(system.happened.at(-1), `open, lost? ${unconfirmed} unconfirmed`);
  }
});

test('attempts that fail between two connections change nothing about what was lost', async () => {
  const system = new FakeSystem();
  const first = await system.open(0);
  system.reconnector.send(bytes(1));
  await first.frame(1);
  first.end(1011);
  await system.until(2);
  system.surroundings.pass(500);
  (await system.sockets.at(1)).end(1006);
  await system.until(4);
  system.surroundings.pass(500);
  await system.open(2);
  assert.deepEqual(system.happened, [
    'open',
    '1011, attempt 1 in 500',
    'error connection',
    '1006, attempt 2 in 500',
    'open, lost? 1 unconfirmed',
  ]);
});

test('nothing is lost by attempts before the first open', async () => {
  const system = new FakeSystem();
  (await system.sockets.at(0)).end(1006);
  await system.until(2);
  system.surroundings.pass(500);
  await system.open(1);
  assert.deepEqual(system.happened, ['error connection', '1006, attempt 1 in 500', 'open']);
});

test('what is sent at open goes ahead of what has waited', async () => {
  const system = new FakeSystem();
  system.onOpened = () => system.reconnector.send(bytes(9));
  const first = await system.open(0);
  await first.frame(1);
  first.end(1011);
  await system.until(2);
  system.reconnector.send(bytes(1));
  system.surroundings.pass(500);
  const second = await system.open(1);
  assert.deepEqual(await message(second, 1), [17, 0, 9]);
  assert.deepEqual(await message(second, 2), [17, 1, 1]);
});

test('more than may wait is refused, and what waits stays', async () => {
  const system = new FakeSystem({ maxBufferedBytes: 10 });
  (await system.open(0)).end(1011);
  await system.until(2);
  system.reconnector.send(new Uint8Array(6).fill(1));
  assert.throws(
    () => system.reconnector.send(new Uint8Array(5)),
    (error) => error instanceof IcWebSocketError && error.code === 'buffer-full',
  );
  system.reconnector.send(new Uint8Array(4).fill(2));
  assert.equal(system.reconnector.bufferedAmount, 10);
  system.surroundings.pass(500);
  const second = await system.open(1);
  assert.deepEqual(await message(second, 1), [17, 0, 1, 1, 1, 1, 1, 1]);
  assert.deepEqual(await message(second, 2), [17, 1, 2, 2, 2, 2]);
  assert.equal(system.reconnector.bufferedAmount, 0);
});

test('messages are taken from the first open to the close', async () => {
  const system = new FakeSystem();
  const taken = [system.reconnector.takesMessages];
  const first = await system.open(0);
  taken.push(system.reconnector.takesMessages);
  first.end(1011);
  await system.until(2);
  taken.push(system.reconnector.takesMessages);
  system.reconnector.close();
  taken.push(system.reconnector.takesMessages);
  assert.deepEqual(taken, [false, true, true, false]);
});

test('closing while it waits ends it, and leaves no timer and no listener', async () => {
  const system = new FakeSystem();
  (await system.open(0)).end(1011);
  await system.until(2);
  system.reconnector.send(bytes(1));
  system.reconnector.close();
  assert.equal(system.reconnector.readyState, CLOSING);
  await system.until(3);
  assert.equal(system.reconnector.readyState, CLOSED);
  assert.equal(system.surroundings.waiting, 0);
  assert.equal(system.happened.at(-1), 'closed 1006');
  system.surroundings.goOnline();
  system.surroundings.pass(1e9);
  assert.equal(system.sockets.count, 1);
});

test('closing during an attempt gives it up; what comes of it later is ignored', async () => {
  const system = new FakeSystem();
  (await system.open(0)).end(1011);
  await system.until(2);
  system.surroundings.pass(500);
  const second = await system.sockets.at(1);
  system.reconnector.close();
  await system.until(3);
  assert.ok(second.closedWith);
  second.open();
  second.end(1006);
  system.surroundings.pass(1e9);
  assert.deepEqual(system.happened, ['open', '1011, attempt 1 in 500', 'closed 1006']);
  assert.equal(second.framesSent, 0);
  assert.equal(system.surroundings.waiting, 0);
});

test('closing an open connection closes it for good, with the code given', async () => {
  const system = new FakeSystem();
  const first = await system.open(0);
  system.reconnector.close(3001, 'enough');
  assert.equal(system.reconnector.readyState, CLOSING);
  first.end(1001);
  await system.until(2);
  assert.deepEqual(first.closedWith, { code: 3001, reason: 'enough' });
  assert.deepEqual(system.happened, ['open', 'closed 1001']);
  assert.equal(system.surroundings.waiting, 0);
});

test('closing at open sends what has waited first', async () => {
  const system = new FakeSystem();
  (await system.open(0)).end(1011);
  await system.until(2);
  system.reconnector.send(bytes(1));
  system.onOpened = () => system.reconnector.close(1000);
  system.surroundings.pass(500);
  const second = await system.open(1);
  assert.deepEqual(await message(second, 1), [17, 0, 1]);
  assert.equal(system.reconnector.readyState, CLOSING);
});

for (const moment of ['onFailed', 'onReconnecting'] as const) {
  test(`closing in ${moment} is the end`, async () => {
    const system = new FakeSystem();
    system[moment] = () => system.reconnector.close();
    (await system.open(0)).end(1006);
    await system.until(moment === 'onFailed' ? 3 : 4);
    assert.equal(system.happened.at(-1), 'closed 1006');
    assert.equal(system.reconnector.readyState, CLOSED);
    assert.equal(system.surroundings.waiting, 0);
  });
}

test('a code that says no is the end', async () => {
  const system = new FakeSystem();
  (await system.open(0)).end(4420, 'the canister refused');
  await system.until(2);
  assert.deepEqual(system.happened, ['open', 'closed 4420']);
  assert.equal(system.reconnector.readyState, CLOSED);
  assert.equal(system.surroundings.waiting, 0);
});

test('a registration is used for one opening, and kept for the next attempt until then', async () => {
  const system = new FakeSystem();
  (await system.sockets.at(0)).end(1006);
  await system.until(2);
  system.surroundings.pass(500);
  const second = await system.open(1);
  assert.equal(system.canister.registrations, 1);
  assert.equal(system.reconnector.clientId, 16n);
  second.end(4404);
  await system.until(4);
  system.surroundings.pass(500);
  await system.open(2);
  assert.equal(system.canister.registrations, 2);
  assert.equal(system.reconnector.clientId, 17n);
});

test('a registration that fails is tried again', async () => {
  const system = new FakeSystem();
  (await system.open(0)).end(1011);
  await system.until(2);
  system.canister.failure = new IcWebSocketError('registration', 'the canister is full');
  system.surroundings.pass(500);
  await system.until(4);
  system.canister.failure = undefined;
  system.surroundings.pass(500);
  await system.open(1);
  assert.deepEqual(system.happened.slice(2), [
    'error registration',
    '1006, attempt 2 in 500',
    'open, lost? 0 unconfirmed',
  ]);
});

test('an attempt that takes too long is followed by another', async () => {
  const system = new FakeSystem({ connectTimeoutMillis: 3000 });
  const first = await system.sockets.at(0);
  system.surroundings.pass(3000);
  assert.ok(first.closedWith);
  assert.deepEqual(system.happened, ['error timeout', '1006, attempt 1 in 500']);
  system.surroundings.pass(500);
  await system.open(1);
  first.open();
  first.end(1006);
  assert.equal(system.happened.at(-1), 'open');
  assert.equal(first.framesSent, 0);
});

test('a machine that goes online does not wait any longer', async () => {
  const system = new FakeSystem();
  (await system.open(0)).end(1011);
  await system.until(2);
  system.surroundings.goOnline();
  await system.open(1);
  assert.equal(system.surroundings.waiting, 0);
  system.surroundings.goOnline();
  system.surroundings.pass(500);
  assert.equal(system.sockets.count, 2);
});
