/**
 * Heartbeat, expiry and renewal on the real system: a real network with a canister whose periods are
 * seconds (`ShortLivedDemo.mo`, at ICWS_SHORT_LIVED_CANISTER), and a real gateway that is reached
 * directly or through a man in the middle who holds back what passes. Told where everything else is as
 * in `lyingGateway.test`.
 */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { DelegationChain, DelegationIdentity, Ed25519KeyIdentity } from '@icp-sdk/core/identity';
import { IcWebSocket, type IcWebSocketOptions } from '../../src/index.js';
import { type TextMessage, textCodec, webSocket } from '../fixtures/connection.js';
import { ManInTheMiddle, type PassOn, type Tamper } from '../fixtures/manInTheMiddle.js';
import { setting } from '../fixtures/setting.js';

const EXPIRY = 8_000;
const NOTHING_IS_WRONG: Tamper = (frame) => [frame];

/** A client, and what has happened to it, in order. */
class Client {
  readonly socket: IcWebSocket<TextMessage>;
  readonly happened: string[] = [];
  readonly #heard = new EventTarget();

  constructor(
    context: TestContext,
    gateways: string[],
    options: Partial<IcWebSocketOptions<TextMessage>> = {},
  ) {
    this.socket = new IcWebSocket(gateways, {
      canisterId: setting('ICWS_SHORT_LIVED_CANISTER'),
      network: { url: setting('ICWS_NETWORK'), rootKey: setting('ICWS_ROOT_KEY') },
      codec: textCodec,
      webSocket,
      reconnect: { minDelayMillis: 1, maxDelayMillis: 100 },
      ...options,
    });
    context.after(() => this.socket.close());
    const { socket } = this;
    socket.onopen = () => this.#tell(`open ${gateways.indexOf(socket.url)}`);
    socket.onmessage = ({ data }) => this.#tell(data.text);
    socket.onerror = ({ error }) => this.#tell(error.code);
    socket.onclose = () => this.#tell('close');
  }

  /** When this has happened for the first time after so many other things. */
  async until(what: RegExp, after = 0): Promise<string> {
    for (;;) {
      const found = this.happened.slice(after).find((each) => what.test(each));
      if (found !== undefined) {
        return found;
      }
      await new Promise((resolve) =>
        this.#heard.addEventListener('something', resolve, { once: true }),
      );
    }
  }

  /** Says something, and waits for the canister's answer. */
  async says(text: string): Promise<void> {
    const { length } = this.happened;
    this.socket.send({ text });
    await this.until(new RegExp(`^${text} ping$`), length);
  }

  /** Goes on talking until that is so. */
  async talksUntil(is: () => boolean): Promise<void> {
    for (let number = 0; !is(); number++) {
      if (this.socket.readyState === IcWebSocket.OPEN) {
        this.socket.send({ text: `number ${number}` });
      }
      await pause(50);
    }
  }

  #tell(what: string): void {
    this.happened.push(what);
    this.#heard.dispatchEvent(new Event('something'));
  }
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

/** A client with two gateways, before the first of which somebody sits who tampers. */
async function throughTheMiddle(
  context: TestContext,
  tamper: Tamper,
  passOn?: PassOn,
  options?: Partial<IcWebSocketOptions<TextMessage>>,
): Promise<Client> {
  const middle = await ManInTheMiddle.start(setting('ICWS_GATEWAY'), tamper, passOn);
  context.after(() => middle.stop());
  return new Client(context, [middle.url, setting('ICWS_GATEWAY')], options);
}

function direct(
  context: TestContext,
  options: Partial<IcWebSocketOptions<TextMessage>> = {},
): Client {
  return new Client(context, [setting('ICWS_GATEWAY')], options);
}

async function delegated(user: Ed25519KeyIdentity, millis: number): Promise<DelegationIdentity> {
  const session = Ed25519KeyIdentity.generate();
  const end = new Date(Date.now() + millis);
  const chain = await DelegationChain.create(user, session.getPublicKey(), end);
  return DelegationIdentity.fromDelegation(session, chain);
}

describe('heartbeat and expiry', { concurrency: true }, () => {
  test('a gateway that stops passing on what the canister sends is left', async (context) => {
    let isBlocked = false;
    const client = await throughTheMiddle(context, (frame) => (isBlocked ? [] : [frame]));
    await client.until(/^ping$/);
    isBlocked = true;
    await client.until(/^open 1$/);
    assert.deepEqual(client.happened.slice(0, 4), ['open 0', 'ping', 'no-heartbeat', 'open 1']);
    await client.says('still here');
  });

  test('a gateway that never passes anything on is left', async (context) => {
    const limits = { connectTimeoutMillis: 5_000 };
    const client = await throughTheMiddle(context, () => [], undefined, { limits });
    await client.until(/^open 1$/);
    assert.deepEqual(client.happened.slice(0, 2), ['timeout', 'open 1']);
    await client.says('still here');
  });

  test('a gateway that holds back what the client sends is left', async (context) => {
    // The first frame and the answer to the first heartbeat get through.
    const passOn = (number: number) => number < 2;
    const client = await throughTheMiddle(context, NOTHING_IS_WRONG, passOn);
    await client.until(/^ping$/);
    client.socket.send({ text: 'held back' });
    await client.until(/^open 1$/);
    // By the next heartbeat, unless that came too soon to say so, and the canister gave up first.
    const [, , error] = client.happened;
    assert.ok(error === 'withheld' || error === 'silent', error);
    await client.says('still here');
    assert.ok(!client.happened.includes('held back ping'));
  });

  test('a gateway that holds back the answers to heartbeats alone is left', async (context) => {
    const client = await throughTheMiddle(context, NOTHING_IS_WRONG, (number) => number < 1);
    await client.until(/^open 1$/);
    assert.deepEqual(client.happened.slice(0, 4), ['open 0', 'ping', 'silent', 'open 1']);
  });

  test('what was confirmed is not counted as unconfirmed', async (context) => {
    let isBlocked = false;
    let answered = () => undefined as void;
    const heartbeat = new Promise<void>((resolve) => (answered = resolve));
    const client = await throughTheMiddle(
      context,
      (frame) => (isBlocked ? [] : [frame]),
      // After the first frame, the answer to the first heartbeat and a message: another answer.
      (number) => {
        if (number === 3) {
          answered();
        }
        return true;
      },
    );
    await client.until(/^ping$/);
    await client.says('before the heartbeat');
    await heartbeat;
    isBlocked = true;
    client.socket.send({ text: 'after it' });
    const unconfirmed = await new Promise<number>((resolve) =>
      client.socket.addEventListener('open', (event) => resolve(event.unconfirmed), { once: true }),
    );
    assert.equal(unconfirmed, 1);
  });

  test('a registration is renewed, and the connection stays', async (context) => {
    const client = direct(context);
    await client.until(/^ping$/);
    const { clientId } = client.socket;
    await pause(2 * EXPIRY);
    await client.says('still here');
    assert.equal(client.socket.clientId, clientId);
    assert.deepEqual(client.happened, ['open 0', 'ping', 'still here ping']);
  });

  test('an identity that ends ends the connection, for good', async (context) => {
    const identity = await delegated(Ed25519KeyIdentity.generate(), EXPIRY);
    const client = direct(context, { identity });
    await client.until(/^close$/);
    assert.deepEqual(client.happened, ['open 0', 'ping', 'expired', 'identity-expired', 'close']);
  });

  test('a fresh identity of the same user keeps the connection', async (context) => {
    const user = Ed25519KeyIdentity.generate();
    let given = 0;
    const identity = () => {
      given++;
      return delegated(user, EXPIRY);
    };
    const client = direct(context, { identity });
    await client.until(/^ping$/);
    const { clientId } = client.socket;
    await pause(2 * EXPIRY);
    await client.says('still here');
    assert.equal(client.socket.clientId, clientId);
    assert.ok(given >= 3, `asked ${given} times`);
    assert.deepEqual(client.happened, ['open 0', 'ping', 'still here ping']);
  });

  test('another user registers anew when the registration of the first has ended', async (context) => {
    const client = direct(context, {
      identity: () => delegated(Ed25519KeyIdentity.generate(), EXPIRY),
    });
    await client.until(/^ping$/);
    const { clientId } = client.socket;
    client.socket.addEventListener('reconnecting', ({ code }) => context.diagnostic(`by ${code}`));
    // Talking all the time, so that the canister may refuse a message before it is heard itself.
    await client.talksUntil(() => client.happened.filter((each) => each === 'open 0').length > 1);
    await client.says('somebody else');
    assert.notEqual(client.socket.clientId, clientId);
  });
});
