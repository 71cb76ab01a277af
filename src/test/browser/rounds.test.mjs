import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DemoPage, openBrowser, setting } from './demoPage.mjs';

const ROUNDS = 20;

test('twenty rounds, each answer with its verified certificate', async (context) => {
  const page = await DemoPage.open(await openBrowser(context));
  await page.connect();
  assert.equal((await page.state()).trim(), 'Connected');
  for (let round = 1; round <= ROUNDS; round++) {
    await page.send(`round ${round}`);
    await page.waitForMessage(`round ${round} ping`);
  }
  const received = await page.received();
  const rounds = Array.from({ length: ROUNDS }, (_, index) => `round ${index + 1} ping`);
  assert.deepEqual(
    received.map(({ text }) => text),
    ['ping', ...rounds],
  );
  received.forEach(({ sequence, delayMillis, certificate }, index) => {
    // Number 0 is the canister's word that it has opened the client, which the page does not show.
    assert.equal(sequence, index + 1);
    assert.ok(
      delayMillis >= 0 && delayMillis < 30_000,
      `delay of message ${index}: ${delayMillis} ms`,
    );
    assert.match(certificate, /✓ Verified, certified at .*\d:\d\d:\d\d/);
  });
  const delays = received.map(({ delayMillis }) => delayMillis).sort((a, b) => a - b);
  context.diagnostic(`delays in ms: median ${delays[ROUNDS / 2]}, longest ${delays.at(-1)}`);

  await page.disconnect();
  assert.match(await page.notice(), /close code 1000/);
  assert.deepEqual(page.complaints, []);
  const allowed = new Set(
    [setting('ICWS_PAGE'), setting('ICWS_NETWORK')].map((url) => new URL(url).host),
  );
  assert.deepEqual(
    [...page.hosts].filter((host) => !allowed.has(host)),
    [],
    'outside hosts',
  );
});
