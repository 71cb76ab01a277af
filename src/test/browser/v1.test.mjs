import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DemoPage, forge, openBrowser } from './demoPage.mjs';

const ROUNDS = 20;

/** Says a number of texts, each after the answer to the one before. */
async function converse(page, rounds) {
  for (let round = 1; round <= rounds; round++) {
    await page.send(`round ${round}`);
    await page.waitForMessage(`round ${round} ping`);
  }
  const received = await page.received();
  const answers = Array.from({ length: rounds }, (_, index) => `round ${index + 1} ping`);
  assert.deepEqual(
    received.map(({ text }) => text),
    ['ping', ...answers],
  );
  for (const { certificate } of received) {
    assert.match(certificate, /✓ Verified by ic-websocket-js/);
  }
}

async function leave(page) {
  await page.disconnect();
  assert.match(await page.notice(), /close code 1000/);
}

test('twenty rounds, an end, and the same client again', async (context) => {
  const page = await DemoPage.open(await openBrowser(context), { protocol: 'v1' });
  await page.connect();
  const client = await page.client();
  await converse(page, ROUNDS);
  await leave(page);
  assert.equal(await page.offer(), 'Reconnect');

  await page.connect();
  assert.equal(await page.client(), client);
  await converse(page, 1);
  await leave(page);
  assert.deepEqual(page.complaints, []);
});

test('the protocol is a choice on the page, and belongs to its address', async (context) => {
  const page = await DemoPage.open(await openBrowser(context));
  await page.choose('v1');
  await page.connect();
  await converse(page, 1);
  await leave(page);

  await page.reload();
  await page.connect();
  await converse(page, 1);
  await leave(page);

  await page.choose('poc');
  await page.connect();
  await page.send('in the other protocol');
  await page.waitForMessage('in the other protocol ping');
  await leave(page);
  assert.deepEqual(page.complaints, []);
});

test('an identity with a delegation opens, speaks and comes back', async (context) => {
  const page = await DemoPage.open(await openBrowser(context), {
    protocol: 'v1',
    identity: 'delegated',
  });
  const delegations = page.countFrames('sender_delegation');
  await page.connect();
  const client = await page.client();
  await converse(page, 2);
  await leave(page);

  await page.connect();
  assert.equal(await page.client(), client);
  await converse(page, 1);
  await leave(page);
  assert.ok(delegations() >= 5, 'every frame of the client carries its delegation');
  assert.deepEqual(page.complaints, []);
});

test('a forged message is not shown, and the page says why it disconnected', async (context) => {
  const page = await DemoPage.open(await openBrowser(context), {
    protocol: 'v1',
    onTheWay: forge,
  });
  await page.connect();
  await page.send('pay Alice');
  await page.waitForState('closed');
  assert.match(await page.notice(), /close code 4000.*Certificate validation failed/);
  assert.deepEqual(
    (await page.received()).map(({ text }) => text),
    ['ping'],
  );
});
