// ic-websocket-js 0.5.0 as npm has it, through the gateway to a canister whose acknowledgements are a
// second apart (src/test/motoko/ShortPeriodsV1.mo): connections that live over many of them, and
// connections that are blocked on the way.

import { Actor, HttpAgent } from '@dfinity/agent';
import { Ed25519KeyIdentity } from '@dfinity/identity';
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { canisterId, gatewayUrl, networkUrl, socketOf } from './sdk.mjs';
import { Tap } from './tap.mjs';

const PERIODS = 4;

/** How long a client waits for an acknowledgement, several times the canister's period. */
const ACK_BOUND_MS = 5_000;

/** What the SDK adds to the period that it is configured with. */
const SDK_LATENCY_MS = 30_000;
const IMPATIENT = { ackMessageIntervalMs: ACK_BOUND_MS - SDK_LATENCY_MS };

const canister = Actor.createActor(
  ({ IDL }) => IDL.Service({ is_open: IDL.Func([IDL.Principal], [IDL.Bool], ['query']) }),
  { agent: HttpAgent.createSync({ host: networkUrl, shouldFetchRootKey: true }), canisterId },
);

/** Asks until something is so; for what gives no sign when it happens. */
async function eventually(what, isSo, limitMs = 30_000) {
  const deadline = Date.now() + limitMs;
  while (!(await isSo())) {
    assert.ok(Date.now() < deadline, `not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function forgottenByCanister(identity) {
  const client = identity.getPrincipal();
  await eventually('the canister forgets the client', async () => !(await canister.is_open(client)));
}

async function joined(identity, config) {
  const socket = socketOf(identity, undefined, config);
  await socket.opened();
  return socket;
}

async function answers(socket, text) {
  socket.say(text);
  assert.equal(await socket.hear(), text);
}

async function left(socket) {
  socket.close();
  assert.equal((await socket.closed()).code, 1000);
  assert.deepEqual(socket.errors, []);
}

/** A client behind a tap that has given its first sign of life; `use` gets all three. */
async function tapped(config, use) {
  const identity = Ed25519KeyIdentity.generate();
  const tap = await Tap.to(gatewayUrl);
  try {
    const socket = await joined(identity, { url: tap.url, ...config });
    await tap.toGateway.next('KeepAliveMessage');
    await use({ tap, socket, identity });
  } finally {
    tap.cut();
  }
}

async function comesBack(identity) {
  const socket = await joined(identity);
  await answers(socket, 'me again');
  await left(socket);
}

function assertTold(socket, words) {
  assert.match(String(socket.errors[0]?.message), words);
}

/** One of the gateway's metrics. */
async function metric(name) {
  const address = new URL('/metrics?scope=application', gatewayUrl.replace(/^ws/, 'http'));
  const lines = (await (await fetch(address)).text()).split('\n');
  return Number(lines.find((line) => line.startsWith(`${name}{`)).split(' ').pop());
}

describe('periods', { concurrency: true }, () => {
  after(async () => {
    for (const name of ['icws_sockets', 'icws_sessions', 'icws_canisters']) {
      await eventually(`${name} is 0`, async () => (await metric(name)) === 0);
    }
  });

  test('a connection lives over several acknowledgements, each answered by a keep-alive', () =>
    tapped(IMPATIENT, async ({ tap, socket }) => {
      let acknowledged;
      for (let period = 0; period < PERIODS; period++) {
        acknowledged = await tap.toClient.next('AckMessage');
        await tap.toGateway.next('KeepAliveMessage');
        await answers(socket, `period ${period}`);
      }
      const sent = BigInt(2 * PERIODS);
      while (acknowledged.last_incoming_sequence_num <= sent) {
        acknowledged = await tap.toClient.next('AckMessage');
      }
      await left(socket);
    }));

  test('a client that says nothing of its own stays', () =>
    tapped(IMPATIENT, async ({ tap, socket }) => {
      for (let period = 0; period < PERIODS; period++) await tap.toGateway.next('KeepAliveMessage');
      await answers(socket, 'still here');
      await left(socket);
    }));

  test('a client that is not heard is closed by the canister and told so', () =>
    tapped({}, async ({ tap, socket, identity }) => {
      tap.toGateway.dropping = true;
      const { reason } = await tap.toClient.next('CloseMessage');
      assert.deepEqual(reason, { KeepAliveTimeout: null });
      assert.equal((await socket.closed()).code, 4000);
      assertTold(socket, /Received close message from canister/);
      await forgottenByCanister(identity);
      await comesBack(identity);
    }));

  test('a client that hears nothing gives up within its bound, and the canister learns of it', () =>
    tapped(IMPATIENT, async ({ tap, socket, identity }) => {
      tap.toClient.dropping = true;
      assert.deepEqual(await socket.closed(), { code: 4000, reason: 'Ack message timeout' });
      assertTold(socket, /Ack message timeout/);
      await forgottenByCanister(identity);
      await comesBack(identity);
    }));

  test('where nothing passes, client and canister give each other up', () =>
    tapped(IMPATIENT, async ({ tap, socket, identity }) => {
      tap.dropBoth();
      assert.deepEqual(await socket.closed(), { code: 4000, reason: 'Ack message timeout' });
      const { reason } = await tap.toClient.next('CloseMessage');
      assert.deepEqual(reason, { KeepAliveTimeout: null });
      await forgottenByCanister(identity);
      await comesBack(identity);
    }));

  test('a client that the canister gave up is told at its next message', () =>
    tapped({}, async ({ tap, socket, identity }) => {
      tap.dropBoth();
      await tap.toClient.next('CloseMessage');
      await forgottenByCanister(identity);
      tap.heal();
      socket.say('did I miss anything?');
      const { code, reason } = await socket.closed();
      assert.equal(code, 4420);
      assert.match(reason, /is not open$/);
      await comesBack(identity);
    }));
});
