// ic-websocket-js 0.5.0 as npm has it, through the gateway to the demo canister of protocol v1.

import { DelegationChain, DelegationIdentity, ECDSAKeyIdentity, Ed25519KeyIdentity } from '@dfinity/identity';
import { Secp256k1KeyIdentity } from '@dfinity/identity-secp256k1';
import { Principal } from '@dfinity/principal';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canisterId, socketOf } from './sdk.mjs';

const ROUNDS = 20;

async function delegated(targets, lifetimeMillis = 600_000) {
  const user = Ed25519KeyIdentity.generate();
  const session = Ed25519KeyIdentity.generate();
  const end = new Date(Date.now() + lifetimeMillis);
  const chain = await DelegationChain.create(user, session.getPublicKey(), end, { targets });
  return DelegationIdentity.fromDelegation(session, chain);
}

/** Opens a socket and hears the canister's greeting. */
async function joined(identity) {
  const socket = socketOf(identity);
  await socket.opened();
  assert.equal(await socket.hear(), 'ping');
  return socket;
}

async function left(socket) {
  socket.close();
  assert.equal((await socket.closed()).code, 1000);
  assert.deepEqual(socket.errors, []);
}

test('twenty pings and pongs', async () => {
  const socket = await joined(Ed25519KeyIdentity.generate());
  for (let round = 0; round < ROUNDS; round++) {
    socket.say(`round ${round}`);
    assert.equal(await socket.hear(), `round ${round} ping`);
  }
  await left(socket);
});

test('messages sent without waiting arrive in order', async () => {
  const socket = await joined(Ed25519KeyIdentity.generate());
  for (let i = 0; i < ROUNDS; i++) socket.say(`text ${i}`);
  for (let i = 0; i < ROUNDS; i++) assert.equal(await socket.hear(), `text ${i} ping`);
  await left(socket);
});

test('an identity that left comes back', async () => {
  const identity = Ed25519KeyIdentity.generate();
  await left(await joined(identity));
  const again = await joined(identity);
  again.say('me again');
  assert.equal(await again.hear(), 'me again ping');
  await left(again);
});

for (const [kind, make] of Object.entries({
  'a P-256 key': () => ECDSAKeyIdentity.generate(),
  'a secp256k1 key': () => Secp256k1KeyIdentity.generate(),
  'a delegation': () => delegated(undefined),
  'a delegation for this canister': () => delegated([Principal.fromText(canisterId)]),
})) {
  test(`${kind} opens and speaks`, async () => {
    const socket = await joined(await make());
    socket.say(kind);
    assert.equal(await socket.hear(), `${kind} ping`);
    await left(socket);
  });
}

test('a session ends with the delegation that opened it', async () => {
  const socket = await joined(await delegated(undefined, 8_000));
  const { code, reason } = await socket.closed();
  assert.equal(code, 4440);
  assert.match(reason, /^the authority of this session ended at /);
});

test('a delegation for another canister is turned away with the reason', async () => {
  const socket = socketOf(await delegated([Principal.fromText('aaaaa-aa')]));
  assert.deepEqual(await socket.closed(), {
    code: 4401,
    reason: 'the delegation is not for this canister',
  });
});

test('what the canister refuses ends the socket with its words', async () => {
  // The canister's greeting is such a message, but the canister takes none without a text.
  const socket = socketOf(Ed25519KeyIdentity.generate(), (IDL) => IDL.Record({}));
  await socket.opened();
  socket.send({});
  assert.equal((await socket.closed()).code, 4420);
});
