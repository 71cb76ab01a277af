import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ed25519 } from '@noble/curves/ed25519.js';
import { decodeCbor, encodeCbor } from '../src/cbor.js';
import { decodeMessage } from '../src/frames.js';
import { Session } from '../src/session.js';
import { libraryKey } from '../src/signingKey.js';
import { assertRefused } from './fixtures/refusal.js';
import {
  CANISTER,
  CLIENT_ID,
  encodeCanisterMessage,
  type MessageFields,
} from './fixtures/testNetwork.js';

const NOW = 1_700_000_000_000;
const MINUTE = 60_000;
const KEY = libraryKey(new Uint8Array(32).fill(7));

/** A session whose certificates are all genuine and of the same time: only the message matters. */
function session(certificateTimeMillis = NOW): Session {
  return new Session({
    canisterId: CANISTER.toText(),
    clientId: CLIENT_ID,
    terms: undefined,
    key: KEY,
    certification: { verify: async () => BigInt(certificateTimeMillis) * 1_000_000n },
    clock: () => NOW,
    maxMessageAgeMillis: 5 * MINUTE,
    maxClockSkewMillis: MINUTE,
  });
}

function frame(fields: MessageFields = {}): Uint8Array {
  const val = encodeCanisterMessage({ timestampMillis: NOW - 100, ...fields });
  return encodeCbor({ key: 'key', val, cert: new Uint8Array(), tree: new Uint8Array() });
}

test('messages in order are accepted with what is known about them', async () => {
  const receiver = session();
  await receiver.accept(frame({ sequence: 0 }));
  const message = await receiver.accept(frame({ sequence: 1, payload: Uint8Array.of(5) }));
  assert.deepEqual(message, {
    payload: Uint8Array.of(5),
    sequenceNumber: 1,
    timestampMillis: NOW - 100,
    certificateTimeMillis: NOW,
    key: 'key',
  });
});

test('a heartbeat and a last message are told as such', async () => {
  const receiver = session();
  const { payload, heartbeat } = await receiver.accept(frame({ heartbeat: 3 }));
  assert.deepEqual([payload, heartbeat], [new Uint8Array(), 3]);
  const { closed } = await receiver.accept(frame({ sequence: 1, closed: 'silent' }));
  assert.equal(closed, 'silent');
});

test('a heartbeat is numbered like any message and counts those accepted', async () => {
  const sender = session();
  await sender.accept(frame());
  await sender.accept(frame({ sequence: 1, heartbeat: 0 }));
  await sender.seal(Uint8Array.of(9));
  const { val } = decodeCbor(await sender.sealHeartbeat()) as { val: Uint8Array };
  assert.deepEqual(decodeMessage(val), {
    clientId: CLIENT_ID,
    sequenceNumber: 1n,
    timestampNanos: BigInt(NOW) * 1_000_000n,
    payload: new Uint8Array(),
    heartbeat: 2n,
  });
});

test('a message for another client is refused', () =>
  assertRefused(session().accept(frame({ clientId: 17n })), 'wrong-client'));

test('a first message that is not number 0 is refused', () =>
  assertRefused(session().accept(frame({ sequence: 1 })), 'wrong-sequence'));

test('a repeated message is refused', async () => {
  const receiver = session();
  await receiver.accept(frame());
  await assertRefused(receiver.accept(frame()), 'wrong-sequence');
});

test('a message after one that was left out is refused', async () => {
  const receiver = session();
  await receiver.accept(frame());
  await assertRefused(receiver.accept(frame({ sequence: 2 })), 'wrong-sequence');
});

const WRONG_TIMES: Record<string, [timestampMillis: number, reason: RegExp]> = {
  'is over five minutes old': [NOW - 5 * MINUTE - 1, /300001 ms old/],
  'is over a minute in the future': [NOW + MINUTE + 1, /60001 ms in the future/],
  'is younger than its certificate': [NOW + 1, /younger than its certificate/],
};

for (const [name, [timestampMillis, reason]] of Object.entries(WRONG_TIMES)) {
  test(`a message that ${name} is refused`, () =>
    assertRefused(session().accept(frame({ timestampMillis })), 'wrong-timestamp', reason));
}

test('a message older than the one before it is refused', async () => {
  const receiver = session();
  await receiver.accept(frame());
  await assertRefused(
    receiver.accept(frame({ sequence: 1, timestampMillis: NOW - 101 })),
    'wrong-timestamp',
    /older than the one before/,
  );
});

test('the first frame carries the opening and its signature', async () => {
  const decoded = decodeCbor(await session().firstFrame()) as Record<string, Uint8Array>;
  const { client_canister_id: opening, sig } = decoded;
  assert.deepEqual(decodeCbor(opening!), { canister_id: CANISTER.toText(), client_id: 16 });
  assert.ok(ed25519.verify(sig!, opening!, KEY.publicKey));
});

test('sent messages are numbered from 0, dated and signed', async () => {
  const sender = session();
  for (const sequenceNumber of [0n, 1n, 2n]) {
    const { val, sig } = decodeCbor(await sender.seal(Uint8Array.of(9))) as Record<
      string,
      Uint8Array
    >;
    assert.ok(ed25519.verify(sig!, val!, KEY.publicKey));
    assert.deepEqual(decodeMessage(val!), {
      clientId: CLIENT_ID,
      sequenceNumber,
      timestampNanos: BigInt(NOW) * 1_000_000n,
      payload: Uint8Array.of(9),
    });
  }
});
