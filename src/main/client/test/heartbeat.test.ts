/** The heartbeat, with a canister that has it and gateways that do not pass everything on in time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IcWebSocketError } from '../src/errors.js';
import { CLOSED, CONNECTING, OPEN } from '../src/reconnector.js';
import type { FakePeer } from './fixtures/fakePeer.js';
import { FakeSystem, GATEWAYS } from './fixtures/fakeSystem.js';

const HEARTBEAT = 300_000;
const TIMEOUT = 60_000;
const GRANT = {
  lifeMillis: 8 * 3_600_000,
  heartbeatMillis: HEARTBEAT,
  timeoutMillis: TIMEOUT,
};

function heartbeatSystem(limits = {}): FakeSystem {
  return new FakeSystem(limits, GRANT);
}

async function openSystem() {
  const system = heartbeatSystem();
  const peer = await system.confirm(0);
  return { system, peer };
}

/** When everything that has arrived was dealt with: a message after it is delivered. */
async function dealtWith(system: FakeSystem, peer: FakePeer): Promise<void> {
  const count = system.happened.length;
  peer.message();
  await system.until(count + 1);
  assert.match(system.happened.at(-1)!, /^message/);
}

/** Asserts that the connection was left for the next gateway, because of this. */
async function assertLeft(system: FakeSystem, peer: FakePeer, code: string): Promise<void> {
  await system.until(3);
  assert.deepEqual(system.happened, ['open', `error ${code}`, '1006, attempt 1 in 500']);
  assert.equal(peer.socket.closedWith?.reason, code);
  assert.equal(system.reconnector.url, GATEWAYS[1]);
  system.surroundings.pass(500);
  await system.confirm(1);
  assert.equal(system.reconnector.readyState, OPEN);
}

test('it is open when the canister has confirmed the opening', async () => {
  const system = heartbeatSystem();
  const socket = await system.open(0);
  assert.deepEqual([system.happened, system.reconnector.readyState], [[], CONNECTING]);
  assert.equal(socket.framesSent, 1);
  const peer = await system.peer(0);
  peer.heartbeat(0);
  await peer.received(0);
  assert.deepEqual([system.happened, system.reconnector.readyState], [['open'], OPEN]);
});

test('an opening that nobody confirms takes too long, and another gateway is tried', async () => {
  const system = heartbeatSystem({ connectTimeoutMillis: 3000 });
  const socket = await system.open(0);
  system.surroundings.pass(2999);
  assert.equal(socket.closedWith, undefined);
  system.surroundings.pass(1);
  assert.deepEqual(system.happened, ['error timeout', '1006, attempt 1 in 500']);
  system.surroundings.pass(500);
  await system.confirm(1);
  assert.equal(system.canister.registrations, 2);
  assert.deepEqual(system.happened.slice(2), ['open']);
});

test('an opening that is refused ends with its code', async () => {
  const system = heartbeatSystem();
  (await system.open(0)).end(4420);
  await system.until(1);
  assert.deepEqual(system.happened, ['closed 4420']);
  assert.equal(system.surroundings.waiting, 0);
});

test('heartbeats are answered with a count of what came, and not delivered', async () => {
  const { system, peer } = await openSystem();
  peer.message();
  peer.heartbeat(1);
  assert.equal((await peer.received(0)).heartbeat, 1n);
  const { sequenceNumber, heartbeat, payload } = await peer.received(1);
  assert.deepEqual([sequenceNumber, heartbeat, payload], [1n, 3n, new Uint8Array()]);
  await dealtWith(system, peer);
  assert.deepEqual(system.happened, ['open', 'message 1', 'message 3']);
});

test('a canister without the heartbeat is open with the first frame, and nothing is awaited', async () => {
  const system = new FakeSystem();
  await system.open(0);
  assert.equal(system.surroundings.waiting, 0);
  system.surroundings.pass(100 * (HEARTBEAT + TIMEOUT));
  assert.deepEqual(system.happened, ['open']);
});

test('no heartbeat in time: the gateway is left for the next', async () => {
  const { system, peer } = await openSystem();
  system.surroundings.pass(HEARTBEAT + TIMEOUT - 1);
  assert.equal(peer.socket.closedWith, undefined);
  system.surroundings.pass(1);
  await assertLeft(system, peer, 'no-heartbeat');
});

test('messages do not stand for a heartbeat: they may be what a gateway had in stock', async () => {
  const { system, peer } = await openSystem();
  system.surroundings.pass(HEARTBEAT + TIMEOUT - 1);
  await dealtWith(system, peer);
  system.surroundings.pass(1);
  await system.until(3);
  assert.equal(system.happened[2], 'error no-heartbeat');
});

test('each heartbeat gives time for the next', async () => {
  const { system, peer } = await openSystem();
  for (let count = 1; count <= 10; count++) {
    system.surroundings.pass(HEARTBEAT + TIMEOUT - 1);
    peer.heartbeat(count);
    await peer.received(count);
  }
  assert.deepEqual(system.happened, ['open']);
});

test('a heartbeat that has come and is not checked yet is in time', async () => {
  const { system, peer } = await openSystem();
  let checked = () => undefined as void;
  system.canister.verification = () => new Promise((resolve) => (checked = resolve));
  system.surroundings.pass(HEARTBEAT);
  peer.heartbeat(1);
  system.surroundings.pass(TIMEOUT);
  system.canister.verification = async () => undefined;
  await new Promise(setImmediate);
  checked();
  await peer.received(1);
  await dealtWith(system, peer);
  system.surroundings.pass(HEARTBEAT + TIMEOUT - 1);
  assert.deepEqual(system.happened, ['open', 'message 2']);
});

test('a machine that has slept gives a heartbeat that was held up the time to come', async () => {
  const { system, peer } = await openSystem();
  system.surroundings.pass(8 * 3_600_000);
  assert.deepEqual(system.happened, ['open']);
  system.surroundings.pass(TIMEOUT - 1);
  peer.heartbeat(1);
  await peer.received(1);
  system.surroundings.pass(HEARTBEAT + TIMEOUT - 1);
  assert.deepEqual(system.happened, ['open']);
});

test('the same where the clock for timers stands still in a machine that sleeps', async () => {
  const { system, peer } = await openSystem();
  system.surroundings.pass(HEARTBEAT + TIMEOUT - 1);
  system.surroundings.sleep(3_600_000);
  system.surroundings.pass(1);
  await new Promise(setImmediate);
  assert.deepEqual(system.happened, ['open']);
  peer.heartbeat(1);
  await peer.received(1);
  assert.deepEqual(system.happened, ['open']);
});

test('a machine that has slept and hears nothing leaves, however often it sleeps', async () => {
  const { system, peer } = await openSystem();
  system.surroundings.pass(8 * 3_600_000);
  system.surroundings.pass(8 * 3_600_000);
  await assertLeft(system, peer, 'no-heartbeat');
});

test('a heartbeat that does not count what was sent long before shows that it was held back', async () => {
  const { system, peer } = await openSystem();
  system.surroundings.pass(HEARTBEAT - TIMEOUT - 1);
  system.reconnector.send(Uint8Array.of(1));
  await peer.received(1);
  system.surroundings.pass(TIMEOUT + 1);
  peer.heartbeat(1);
  await assertLeft(system, peer, 'withheld');
});

test('a heartbeat that counts it in time, or came too soon to count it, is as it should be', async () => {
  const { system, peer } = await openSystem();
  system.surroundings.pass(HEARTBEAT - TIMEOUT);
  system.reconnector.send(Uint8Array.of(1));
  await peer.received(1);
  system.surroundings.pass(TIMEOUT);
  peer.heartbeat(1);
  await peer.received(2);
  system.surroundings.pass(HEARTBEAT);
  peer.heartbeat(3);
  await peer.received(3);
  assert.deepEqual(system.happened, ['open']);
});

test('the answer to a heartbeat must arrive as well', async () => {
  const { system, peer } = await openSystem();
  system.surroundings.pass(HEARTBEAT);
  peer.heartbeat(0);
  await assertLeft(system, peer, 'withheld');
});

test('how late a heartbeat comes is no matter: what counts is when the canister made it', async () => {
  const { system, peer } = await openSystem();
  system.surroundings.pass(HEARTBEAT);
  system.reconnector.send(Uint8Array.of(1));
  await peer.received(1);
  system.surroundings.pass(TIMEOUT - 1);
  peer.heartbeat(1, TIMEOUT - 1);
  await peer.received(2);
  assert.deepEqual(system.happened, ['open']);
});

for (const aheadMillis of [-240_000, 240_000]) {
  test(`a canister whose clock differs by ${aheadMillis} ms is understood`, async () => {
    const system = heartbeatSystem();
    const peer = await system.confirm(0, aheadMillis);
    system.surroundings.pass(HEARTBEAT - 1);
    system.reconnector.send(Uint8Array.of(1));
    await peer.received(1);
    // One that comes as late as may be, and one that does not count what it should.
    system.surroundings.pass(TIMEOUT);
    peer.heartbeat(1, TIMEOUT);
    await peer.received(2);
    assert.deepEqual(system.happened, ['open']);
    system.surroundings.pass(1);
    peer.heartbeat(1);
    await assertLeft(system, peer, 'withheld');
  });
}

test('what was sent after a sleep in which the clock stood still is not taken for old', async () => {
  const { system, peer } = await openSystem();
  system.surroundings.sleep(HEARTBEAT);
  system.reconnector.send(Uint8Array.of(1));
  await peer.received(1);
  peer.heartbeat(1);
  await peer.received(2);
  assert.deepEqual(system.happened, ['open']);
});

test('only what no heartbeat has confirmed is unconfirmed', async () => {
  const { system, peer } = await openSystem();
  for (const number of [1, 2, 3]) {
    system.reconnector.send(Uint8Array.of(number));
    await peer.received(number);
  }
  // The answer to the first heartbeat and two messages.
  peer.heartbeat(3);
  await peer.received(4);
  peer.socket.end(1001);
  await system.until(2);
  system.surroundings.pass(500);
  await system.confirm(1);
  assert.equal(system.happened.at(-1), 'open, lost? 1 unconfirmed');
});

test('a client that the canister has closed as silent comes back', async () => {
  const { system, peer } = await openSystem();
  peer.closes('silent');
  await assertLeft(system, peer, 'silent');
});

test('a registration is renewed while the connection stays, and not after its end', async () => {
  const { system, peer } = await openSystem();
  system.canister.grant = { ...GRANT, lifeMillis: 1_000_000 };
  const passWithHeartbeats = async (count: number) => {
    for (let number = 0; number < count; number++) {
      system.surroundings.pass(HEARTBEAT);
      await peer.answered();
    }
  };
  await passWithHeartbeats(GRANT.lifeMillis / HEARTBEAT / 2 - 1);
  assert.deepEqual(system.canister.renewed, []);
  await passWithHeartbeats(1);
  assert.deepEqual(system.canister.renewed, [16n]);
  await passWithHeartbeats(2);
  assert.deepEqual(system.canister.renewed, [16n, 16n]);
  assert.deepEqual(system.happened, ['open']);
  peer.socket.end(4420);
  await system.until(2);
  assert.equal(system.surroundings.waiting, 0);
});

test('a registration that could not be renewed ends with the reason why not', async () => {
  const { system, peer } = await openSystem();
  system.canister.renewalFailure = new IcWebSocketError('registration', 'the canister is away');
  system.surroundings.pass(HEARTBEAT);
  await peer.answered();
  let message = '';
  system.onFailed = (error) => (message = error.message);
  system.surroundings.pass(GRANT.lifeMillis / 2 - HEARTBEAT);
  await new Promise(setImmediate);
  peer.closes('expired');
  await system.until(3);
  assert.match(message, /has ended, and was not renewed: the canister is away/);
});

test('a client whose registration has ended registers anew', async () => {
  const { system, peer } = await openSystem();
  peer.closes('expired');
  await assertLeft(system, peer, 'expired');
  assert.equal(system.canister.registrations, 2);
});

test('the last message of the canister may be its first', async () => {
  const system = heartbeatSystem();
  await system.open(0);
  const peer = await system.peer(0);
  peer.closes('expired');
  await system.until(2);
  assert.deepEqual(system.happened, ['error expired', '1006, attempt 1 in 500']);
});

test('nothing that comes after the last message is delivered', async () => {
  const { system, peer } = await openSystem();
  peer.closes('expired');
  peer.message();
  await assertLeft(system, peer, 'expired');
});

test('closing while nobody has confirmed the opening gives up, without a trace', async () => {
  const system = heartbeatSystem();
  const socket = await system.open(0);
  const peer = await system.peer(0);
  system.reconnector.close();
  await system.until(1);
  assert.deepEqual(system.happened, ['closed 1006']);
  peer.heartbeat(0);
  await new Promise(setImmediate);
  assert.deepEqual([socket.framesSent, system.happened.length], [1, 1]);
  assert.deepEqual([system.surroundings.waiting, system.reconnector.readyState], [0, CLOSED]);
});

test('a heartbeat that comes while it closes is not answered, and none is missed', async () => {
  const { system, peer } = await openSystem();
  system.reconnector.close(1000);
  peer.heartbeat(1);
  system.surroundings.pass(10 * HEARTBEAT);
  peer.socket.end(1000);
  await system.until(2);
  assert.deepEqual(system.happened, ['open', 'closed 1000']);
  assert.equal(peer.socket.framesSent, 2);
  assert.equal(system.surroundings.waiting, 0);
});

test('closing at open leaves no timer', async () => {
  const system = heartbeatSystem();
  system.onOpened = () => system.reconnector.close(1000);
  const peer = await system.confirm(0);
  assert.equal(system.surroundings.waiting, 0);
  await new Promise(setImmediate);
  assert.deepEqual(peer.socket.closedWith, { code: 1000, reason: undefined });
});

test('a connection that has ended leaves no timer but the one for the next', async () => {
  const { system, peer } = await openSystem();
  peer.socket.end(1006);
  await system.until(3);
  // The wait for the next attempt, and that for the network.
  assert.equal(system.surroundings.waiting, 2);
  system.reconnector.close();
  assert.equal(system.surroundings.waiting, 0);
});
