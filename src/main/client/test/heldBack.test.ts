/** Heartbeat and expiry on real sockets, with real certificates: gateways that hold heartbeats back. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { decodeCbor } from '../src/cbor.js';
import { decodeMessage } from '../src/frames.js';
import { type IcReconnectingEvent, IcWebSocket, type IcWebSocketErrorCode } from '../src/index.js';
import { webSocket } from './fixtures/connection.js';
import { Registrar } from './fixtures/registrar.js';
import { ScriptedGateway } from './fixtures/scriptedGateway.js';
import {
  CANISTER,
  certifiedFrame,
  encodeCanisterMessage,
  type Frame,
  ROOT,
} from './fixtures/testNetwork.js';

const LONG = { lifeMillis: 3_600_000, heartbeatMillis: 300_000, timeoutMillis: 60_000 };

/** A client of a canister that has the heartbeat, with two gateways to choose from. */
async function connect(context: TestContext, grant = LONG) {
  const [registrar, first, second] = await Promise.all([
    Registrar.start(),
    ScriptedGateway.start(),
    ScriptedGateway.start(),
  ]);
  registrar.grant = grant;
  const socket = new IcWebSocket([first.url, second.url], {
    canisterId: CANISTER,
    network: { url: registrar.url, rootKey: ROOT.der },
    webSocket,
    reconnect: { minDelayMillis: 1, maxDelayMillis: 5 },
  });
  context.after(() => {
    socket.close();
    [registrar, first, second].forEach((server) => server.stop());
  });
  const happened: string[] = [];
  for (const type of ['open', 'message', 'close'] as const) {
    socket.addEventListener(type, () => happened.push(type));
  }
  socket.addEventListener('error', ({ error }) => happened.push(error.code));
  await first.frame(0);
  return { socket, first, second, happened };
}

function next<E extends Event>(socket: EventTarget, type: string): Promise<E> {
  return new Promise((resolve) =>
    socket.addEventListener(type, (event) => resolve(event as E), { once: true }),
  );
}

test('it is open, and answers, when a certified heartbeat has come', async (context) => {
  const { socket, first, happened } = await connect(context);
  assert.equal(socket.readyState, IcWebSocket.CONNECTING);
  assert.throws(() => socket.send(Uint8Array.of(1)), { name: 'InvalidStateError' });
  first.send(await certifiedFrame({ heartbeat: 0 }));
  const { val } = decodeCbor(await first.frame(1)) as { val: Uint8Array };
  assert.equal(decodeMessage(val).heartbeat, 1n);
  assert.deepEqual([happened, socket.readyState], [['open'], IcWebSocket.OPEN]);
});

test('a gateway that holds all heartbeats back is left for the next', async (context) => {
  const grant = { ...LONG, heartbeatMillis: 20, timeoutMillis: 20 };
  const { socket, first, second, happened } = await connect(context, grant);
  first.send(await certifiedFrame({ heartbeat: 0 }));
  const { url, reason } = await next<IcReconnectingEvent>(socket, 'reconnecting');
  assert.equal(url, second.url);
  assert.match(reason, /every 20 ms, and none came through for 20 ms more/);
  await second.frame(0);
  assert.deepEqual(happened, ['open', 'no-heartbeat']);
});

interface Lie {
  does: string;
  tamper: (heartbeat: Frame) => Frame;
  refusedAs: IcWebSocketErrorCode;
}

const LIES: Lie[] = [
  {
    does: 'counts for the canister',
    tamper: (frame) => ({ ...frame, val: encodeCanisterMessage({ sequence: 1, heartbeat: 9 }) }),
    refusedAs: 'uncertified-message',
  },
  {
    does: 'makes the last message up',
    tamper: (frame) => ({
      ...frame,
      val: encodeCanisterMessage({ sequence: 1, closed: 'expired' }),
    }),
    refusedAs: 'uncertified-message',
  },
];

for (const { does, tamper, refusedAs } of LIES) {
  test(`a gateway that ${does} is refused with "${refusedAs}"`, async (context) => {
    const { socket, first, second, happened } = await connect(context);
    first.send(await certifiedFrame({ heartbeat: 0 }));
    await next(socket, 'open');
    first.send(tamper(await certifiedFrame({ sequence: 1, heartbeat: 1 })));
    await second.frame(0);
    assert.deepEqual(happened, ['open', refusedAs]);
  });
}

test('a gateway that sends one heartbeat over and over is refused', async (context) => {
  const { first, second, happened } = await connect(context);
  const heartbeat = await certifiedFrame({ heartbeat: 0 });
  first.send(heartbeat);
  first.send(heartbeat);
  await second.frame(0);
  assert.deepEqual(happened, ['open', 'wrong-sequence']);
});
