// ic-websocket-js 0.5.0 as npm has it, through the gateway to the demo canister of protocol v1: a
// thousand messages without waiting. The canister refuses a message out of order, and the SDK an
// answer out of order or not certified; it verifies the certificate of each.

import { Ed25519KeyIdentity } from '@dfinity/identity';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { socketOf } from './sdk.mjs';

const MESSAGES = 1_000;

test('a thousand messages sent back to back are answered in order', async () => {
  const socket = socketOf(Ed25519KeyIdentity.generate());
  await socket.opened();
  assert.equal(await socket.hear(), 'ping');
  for (let i = 0; i < MESSAGES; i++) socket.say(`text ${i}`);
  for (let i = 0; i < MESSAGES; i++) assert.equal(await socket.hear(), `text ${i} ping`);
  socket.close();
  assert.equal((await socket.closed()).code, 1000);
  assert.deepEqual(socket.errors, []);
});
