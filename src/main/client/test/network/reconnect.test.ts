/**
 * The real system with wires that break: a real network certifies, a real gateway relays, and the
 * client reaches it over two wires, as if these were two gateways. Told where everything is as in
 * `lyingGateway.test`.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type IcMessageEvent, type IcOpenEvent, IcWebSocket } from '../../src/index.js';
import { type TextMessage, textCodec, webSocket } from '../fixtures/connection.js';
import { CuttableWire } from '../fixtures/cuttableWire.js';
import { setting } from '../fixtures/setting.js';

const ROUNDS = 10;

type IcSocket = IcWebSocket<TextMessage>;

async function connect(context: TestContext) {
  const wires = await Promise.all([1, 2].map(() => CuttableWire.start(setting('ICWS_GATEWAY'))));
  const socket: IcSocket = new IcWebSocket(
    wires.map(({ url }) => url),
    {
      canisterId: setting('ICWS_CANISTER'),
      network: { url: setting('ICWS_NETWORK'), rootKey: setting('ICWS_ROOT_KEY') },
      codec: textCodec,
      webSocket,
      reconnect: { minDelayMillis: 1, maxDelayMillis: 100 },
    },
  );
  context.after(() => {
    socket.close();
    wires.forEach((wire) => wire.stop());
  });
  return { socket, wires };
}

function next<E extends Event>(socket: IcSocket, type: string): Promise<E> {
  return new Promise((resolve) =>
    socket.addEventListener(type, (event) => resolve(event as E), { once: true }),
  );
}

/** The messages up to the one with this text. */
function heard(socket: IcSocket, text: string): Promise<IcMessageEvent<TextMessage>[]> {
  const messages: IcMessageEvent<TextMessage>[] = [];
  return new Promise((resolve) => {
    const collect = (event: IcMessageEvent<TextMessage>) => {
      messages.push(event);
      if (event.data.text === text) {
        socket.removeEventListener('message', collect);
        resolve(messages);
      }
    };
    socket.addEventListener('message', collect);
  });
}

test('a client whose wire is cut over and over goes on, verified, as a new client', async (context) => {
  const { socket, wires } = await connect(context);
  const { messagesMayBeLost } = await next<IcOpenEvent>(socket, 'open');
  assert.equal(messagesMayBeLost, false);
  const clientIds = new Set([socket.clientId]);
  const urls = [socket.url];
  for (let round = 0; round < ROUNDS; round++) {
    const answered = heard(socket, `before ${round} ping`);
    socket.send({ text: `before ${round}` });
    await answered;
    const reopened = next<IcOpenEvent>(socket, 'open');
    const reconnecting = next(socket, 'reconnecting');
    wires.forEach((wire) => wire.cut());
    await reconnecting;
    socket.send({ text: `away ${round}` });
    const afterwards = heard(socket, `away ${round} ping`);
    const open = await reopened;
    assert.equal(open.messagesMayBeLost, true);
    // What was sent while away in the round before, and the message of this one.
    assert.equal(open.unconfirmed, round === 0 ? 1 : 2);
    const messages = await afterwards;
    assert.deepEqual(
      messages.map(({ data, sequenceNumber }) => [data.text, sequenceNumber]),
      [
        // Number 0 is the heartbeat that confirms the opening.
        ['ping', 1],
        [`away ${round} ping`, 2],
      ],
    );
    clientIds.add(socket.clientId);
    urls.push(socket.url);
  }
  assert.equal(clientIds.size, ROUNDS + 1);
  const [one, other] = wires.map(({ url }) => url);
  assert.deepEqual(
    urls,
    urls.map((_, index) => (index % 2 === 0 ? one : other)),
  );
});
