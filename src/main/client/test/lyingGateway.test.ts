/**
 * A gateway that lies: it gives the client first a genuine message and then one with which it has
 * tampered. Whatever the lie, the client delivers the first, refuses the second with the error that
 * names the lie, leaves the gateway, and delivers nothing that comes after.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCbor, encodeCbor } from '../src/cbor.js';
import type { IcWebSocketErrorCode } from '../src/errors.js';
import { open } from './fixtures/connection.js';
import {
  certifiedFrame,
  encodeCanisterMessage,
  type Frame,
  messageKey,
  OTHER_CANISTER,
  OTHER_ROOT,
} from './fixtures/testNetwork.js';

const FIVE_MINUTES = 300_000;

interface Lie {
  does: string;
  frame: () => Promise<Frame | Uint8Array | string>;
  refusedAs: IcWebSocketErrorCode;
}

const genuineSecond = () => certifiedFrame({ sequence: 1 });

async function changed(change: (frame: Frame) => Partial<Frame>): Promise<Frame> {
  const frame = await genuineSecond();
  return { ...frame, ...change(frame) };
}

function flipLastBit(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy[copy.length - 1]! ^= 1;
  return copy;
}

const LIES: Lie[] = [
  {
    does: 'changes the payload of a message',
    frame: () => changed(({ val }) => ({ val: flipLastBit(val) })),
    refusedAs: 'uncertified-message',
  },
  {
    does: 'makes up a message',
    frame: () => changed(() => ({ val: encodeCanisterMessage({ sequence: 1 }) })),
    refusedAs: 'uncertified-message',
  },
  {
    does: 'changes the sequence number of a message',
    frame: () => changed(() => ({ val: encodeCanisterMessage({ sequence: 2 }) })),
    refusedAs: 'uncertified-message',
  },
  {
    does: 'changes the timestamp of a message',
    frame: () =>
      changed(() => ({ val: encodeCanisterMessage({ sequence: 1, timestampMillis: 1 }) })),
    refusedAs: 'uncertified-message',
  },
  {
    does: 'gives another key',
    frame: () => changed(() => ({ key: messageKey(99) })),
    refusedAs: 'uncertified-message',
  },
  {
    does: 'changes the tree',
    frame: () => changed(({ tree }) => ({ tree: flipLastBit(tree) })),
    refusedAs: 'wrong-tree',
  },
  {
    does: 'sends the tree of another message',
    frame: async () => {
      const { tree } = await certifiedFrame({ sequence: 1, payload: Uint8Array.of(1) });
      return changed(() => ({ tree }));
    },
    refusedAs: 'wrong-tree',
  },
  {
    does: 'changes the signature of the certificate',
    frame: () =>
      changed(({ cert }) => {
        const certificate = decodeCbor(cert) as { signature: Uint8Array };
        return { cert: encodeCbor({ ...certificate, signature: new Uint8Array(48) }) };
      }),
    refusedAs: 'untrusted-certificate',
  },
  {
    does: 'signs with a root key of its own',
    frame: () => certifiedFrame({ sequence: 1 }, { signer: OTHER_ROOT }),
    refusedAs: 'untrusted-certificate',
  },
  {
    does: 'has another canister certify the message',
    frame: () => certifiedFrame({ sequence: 1 }, { canister: OTHER_CANISTER }),
    refusedAs: 'wrong-tree',
  },
  {
    does: 'holds a message and its certificate back',
    frame: () => {
      const timeMillis = Date.now() - FIVE_MINUTES - 1000;
      return certifiedFrame({ sequence: 1, timestampMillis: timeMillis }, { timeMillis });
    },
    refusedAs: 'stale-certificate',
  },
  {
    does: 'holds a message back and gets a new certificate for it',
    frame: () => certifiedFrame({ sequence: 1, timestampMillis: Date.now() - FIVE_MINUTES - 1000 }),
    refusedAs: 'wrong-timestamp',
  },
  {
    does: 'leaves a message out',
    frame: () => certifiedFrame({ sequence: 2 }),
    refusedAs: 'wrong-sequence',
  },
  {
    does: 'repeats a message',
    frame: () => certifiedFrame({ sequence: 0 }),
    refusedAs: 'wrong-sequence',
  },
  {
    does: 'passes on the message of another client',
    frame: () => certifiedFrame({ sequence: 1, clientId: 17n }),
    refusedAs: 'wrong-client',
  },
  {
    does: 'leaves the certificate out',
    frame: async () => {
      const { key, val, tree } = await genuineSecond();
      return encodeCbor({ key, val, tree });
    },
    refusedAs: 'malformed-frame',
  },
  {
    does: 'sends garbage',
    frame: async () => Uint8Array.of(0xff, 0xff),
    refusedAs: 'malformed-frame',
  },
  { does: 'sends a text frame', frame: async () => 'hello', refusedAs: 'malformed-frame' },
];

test('a gateway that does not lie is heard', async (context) => {
  const connection = await open(context);
  const { gateway } = connection;
  gateway.send(await certifiedFrame({ sequence: 0 }));
  gateway.send(await genuineSecond());
  gateway.close(1000, 'done');
  await connection.closed;
  assert.deepEqual(connection.happened, ['open', 'message', 'message', 'close']);
});

for (const { does, frame, refusedAs } of LIES) {
  test(`a gateway that ${does} is refused with "${refusedAs}"`, async (context) => {
    const connection = await open(context);
    const { gateway } = connection;
    gateway.send(await certifiedFrame({ sequence: 0 }));
    await connection.received(1);
    gateway.send(await frame());
    gateway.send(await genuineSecond());

    const closed = await connection.closed;
    assert.deepEqual(connection.happened, ['open', 'message', 'error', 'close']);
    assert.equal(connection.error?.code, refusedAs, connection.error?.message);
    assert.equal(closed.code, 4000);
    assert.equal(closed.wasClean, false);
    assert.equal(connection.socket.readyState, connection.socket.CLOSED);
    assert.equal(await gateway.clientsCloseCode(), 4000);
    assert.equal(connection.messages.length, 1);
  });
}
