import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DemoPage, forge, openBrowser } from './demoPage.mjs';

test('a forged message is not shown, and the page says why it disconnected', async (context) => {
  const page = await DemoPage.open(await openBrowser(context), { onTheWay: forge });
  await page.connect();
  await page.send('pay Alice');
  await page.waitForState('closed');
  assert.match(await page.notice(), /refused and not shown: the canister did not certify it/);
  assert.deepEqual(
    (await page.received()).map(({ text }) => text),
    ['ping'],
  );

  await page.connect();
  assert.deepEqual(
    (await page.received()).map(({ text }) => text),
    ['ping'],
  );
});
