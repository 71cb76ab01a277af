/**
 * The real system with a liar in it: a real network certifies, a real gateway relays, and a man in the
 * middle tampers. Told where these are by ICWS_GATEWAY, ICWS_NETWORK, ICWS_ROOT_KEY and ICWS_CANISTER
 * (the demo canister).
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { decodeCbor, encodeCbor } from '../../src/cbor.js';
import type { IcWebSocketErrorCode } from '../../src/errors.js';
import { IcWebSocket, type Limits } from '../../src/index.js';
import { type TextMessage, textCodec, webSocket } from '../fixtures/connection.js';
import { ManInTheMiddle, type Tamper } from '../fixtures/manInTheMiddle.js';
import { setting } from '../fixtures/setting.js';
import type { Frame } from '../fixtures/testNetwork.js';

/** The number of the canister's greeting; before it comes the heartbeat that confirms the opening. */
const GREETING = 1;
const SECRET = 'the message that must not arrive';

interface Client {
  readonly socket: IcWebSocket<TextMessage>;
  readonly happened: string[];
  /** Resolves when this text has arrived. */
  heard(text: string): Promise<void>;
  /** The code of the error that ended the connection. */
  failure(): Promise<IcWebSocketErrorCode>;
}

function connect(context: TestContext, gatewayUrl: string, limits: Partial<Limits> = {}): Client {
  const socket = new IcWebSocket(gatewayUrl, {
    canisterId: setting('ICWS_CANISTER'),
    network: { url: setting('ICWS_NETWORK'), rootKey: setting('ICWS_ROOT_KEY') },
    codec: textCodec,
    webSocket,
    limits,
    reconnect: false,
  });
  context.after(() => socket.close());
  const happened: string[] = [];
  const failed = new Promise<IcWebSocketErrorCode>((resolve) => {
    socket.addEventListener('error', ({ error }) => {
      happened.push(error.code);
      resolve(error.code);
    });
  });
  socket.addEventListener('message', ({ data }) => happened.push(data.text));
  const heard = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (happened.includes(text)) {
          resolve();
        }
      };
      socket.addEventListener('message', check);
      socket.addEventListener('close', ({ reason }) => reject(new Error(`closed: ${reason}`)));
      check();
    });
  return { socket, happened, heard, failure: () => failed };
}

async function throughTheMiddle(
  context: TestContext,
  tamper: Tamper,
  limits?: Partial<Limits>,
): Promise<Client> {
  const middle = await ManInTheMiddle.start(setting('ICWS_GATEWAY'), tamper);
  context.after(() => middle.stop());
  return connect(context, middle.url, limits);
}

function withMessage(frame: Frame, change: (message: Record<string, unknown>) => object): Frame {
  const message = decodeCbor(frame.val) as Record<string, unknown>;
  return { ...frame, val: encodeCbor({ ...message, ...change(message) }) };
}

function flipLastBit(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy[copy.length - 1]! ^= 1;
  return copy;
}

test('twenty rounds through a man in the middle who does nothing', async (context) => {
  const client = await throughTheMiddle(context, (frame) => [frame]);
  await client.heard('ping');
  for (let round = 0; round < 20; round++) {
    client.socket.send({ text: `round ${round}` });
    await client.heard(`round ${round} ping`);
  }
  assert.equal(client.happened.length, 21);
});

interface Lie {
  does: string;
  /** What becomes of the frame after the canister's greeting; up to that they pass as they are. */
  tamper: (frame: Frame, first: Frame) => Frame[];
  refusedAs: IcWebSocketErrorCode;
}

const LIES: Lie[] = [
  {
    does: 'changes the text of a message',
    tamper: (frame) => [withMessage(frame, () => ({ message: encodeCbor({ text: 'forged' }) }))],
    refusedAs: 'uncertified-message',
  },
  {
    does: 'changes the sequence number',
    tamper: (frame) => [withMessage(frame, () => ({ sequence_num: 9 }))],
    refusedAs: 'uncertified-message',
  },
  {
    does: 'changes the timestamp',
    tamper: (frame) => [
      withMessage(frame, ({ timestamp }) => ({ timestamp: (timestamp as bigint) - 1n })),
    ],
    refusedAs: 'uncertified-message',
  },
  {
    does: 'changes the client id',
    tamper: (frame) => [withMessage(frame, () => ({ client_id: 999_999 }))],
    refusedAs: 'uncertified-message',
  },
  {
    does: 'changes the key',
    tamper: (frame) => [{ ...frame, key: `${frame.key}0` }],
    refusedAs: 'uncertified-message',
  },
  {
    does: 'changes the tree',
    tamper: (frame) => [{ ...frame, tree: flipLastBit(frame.tree) }],
    refusedAs: 'wrong-tree',
  },
  {
    does: 'sends the tree of another message',
    tamper: (frame, first) => [{ ...frame, tree: first.tree }],
    refusedAs: 'wrong-tree',
  },
  {
    does: 'sends the certificate of another message',
    tamper: (frame, first) => [{ ...frame, cert: first.cert }],
    refusedAs: 'wrong-tree',
  },
  {
    does: 'changes the signature of the certificate',
    tamper: (frame) => {
      const certificate = decodeCbor(frame.cert) as { signature: Uint8Array };
      const signature = flipLastBit(certificate.signature);
      return [{ ...frame, cert: encodeCbor({ ...certificate, signature }) }];
    },
    refusedAs: 'untrusted-certificate',
  },
  {
    does: 'puts the content of one certificate under the signature of another',
    tamper: (frame, first) => {
      const { signature } = decodeCbor(first.cert) as { signature: Uint8Array };
      const certificate = decodeCbor(frame.cert) as object;
      return [{ ...frame, cert: encodeCbor({ ...certificate, signature }) }];
    },
    refusedAs: 'untrusted-certificate',
  },
  {
    does: 'sends the first message again',
    tamper: (_frame, first) => [first],
    refusedAs: 'wrong-sequence',
  },
];

for (const { does, tamper, refusedAs } of LIES) {
  test(`a man in the middle who ${does} is refused with "${refusedAs}"`, async (context) => {
    let first: Frame | undefined;
    const client = await throughTheMiddle(context, (frame, number) => {
      first ??= frame;
      return number <= GREETING ? [frame] : [...tamper(frame, first), frame];
    });
    await client.heard('ping');
    client.socket.send({ text: SECRET });
    assert.equal(await client.failure(), refusedAs);
    assert.deepEqual(client.happened, ['ping', refusedAs]);
    assert.equal(client.socket.readyState, IcWebSocket.CLOSED);
  });
}

test('a man in the middle who leaves a message out is refused', async (context) => {
  const isLeftOut = (number: number) => number === GREETING + 1;
  const client = await throughTheMiddle(context, (frame, number) =>
    isLeftOut(number) ? [] : [frame],
  );
  await client.heard('ping');
  client.socket.send({ text: 'left out' });
  client.socket.send({ text: 'passed on' });
  assert.equal(await client.failure(), 'wrong-sequence');
  assert.deepEqual(client.happened, ['ping', 'wrong-sequence']);
});

test('a man in the middle who passes on the message of another client is refused', async (context) => {
  let stolen: Frame | undefined;
  const victim = await throughTheMiddle(context, (frame) => {
    stolen = frame;
    return [frame];
  });
  await victim.heard('ping');
  const client = await throughTheMiddle(context, () => [stolen!]);
  assert.equal(await client.failure(), 'wrong-client');
  assert.deepEqual(client.happened, ['wrong-client']);
});

const HELD_BACK: [limits: Partial<Limits>, refusedAs: IcWebSocketErrorCode][] = [
  [{ maxMessageAgeMillis: 1000 }, 'wrong-timestamp'],
  [{ maxCertificateAgeMillis: 1000 }, 'stale-certificate'],
];

for (const [limits, refusedAs] of HELD_BACK) {
  test(`a man in the middle who holds a message back is refused with "${refusedAs}"`, async (context) => {
    const holdBack: Tamper = async (frame) => {
      await new Promise((resolve) => setTimeout(resolve, 1100));
      return [frame];
    };
    const client = await throughTheMiddle(context, holdBack, limits);
    assert.equal(await client.failure(), refusedAs);
    assert.deepEqual(client.happened, [refusedAs]);
  });
}
