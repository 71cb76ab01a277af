import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DemoPage, openBrowser, setting } from './demoPage.mjs';

test('the page says that the gateway does not pass messages on any more', async (context) => {
  let isBlocked = false;
  const page = await DemoPage.open(await openBrowser(context), {
    canister: setting('ICWS_SHORT_LIVED_CANISTER'),
    onTheWay: (frame) => (isBlocked ? undefined : frame),
  });
  await page.connect();
  isBlocked = true;
  await page.waitForState('closed');
  assert.match(await page.notice(), /has stopped passing on what the canister sends/);
  assert.equal(await page.offer(), 'Reconnect');

  isBlocked = false;
  await page.connect();
  await page.disconnect();
});
