import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DemoPage, openBrowser, setting } from './demoPage.mjs';

test('two browsers on two canisters through one gateway stay apart', async (context) => {
  const canisters = [setting('ICWS_CANISTER'), setting('ICWS_OTHER_CANISTER')];
  const pages = [];
  for (const canister of canisters) {
    const page = await DemoPage.open(await openBrowser(context), { canister });
    await page.connect();
    assert.equal(await page.canister(), canister);
    pages.push(page);
  }
  for (let round = 0; round < 3; round++) {
    for (const [index, page] of pages.entries()) {
      await page.send(`/all round ${round} on canister ${index}`);
      await page.send(`for me on canister ${index}, ${round}`);
    }
    for (const [index, page] of pages.entries()) {
      await page.waitForMessage(`for me on canister ${index}, ${round} ping`);
    }
  }
  for (const [index, page] of pages.entries()) {
    const texts = (await page.received()).map(({ text }) => text);
    assert.equal(texts.length, 7);
    assert.deepEqual(
      texts.slice(1).filter((text) => !text.includes(`on canister ${index}`)),
      [],
    );
    assert.deepEqual(page.complaints, []);
  }
});
