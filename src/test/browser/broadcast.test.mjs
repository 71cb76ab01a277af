import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DemoPage, openBrowser } from './demoPage.mjs';

for (const protocols of [
  ['poc', 'poc'],
  ['v1', 'v1'],
  ['poc', 'v1'],
]) {
  const tabs = protocols.join(' and ');
  test(`two tabs (${tabs}) are two clients, and /all reaches both`, async (context) => {
    const browser = await openBrowser(context);
    const first = await DemoPage.open(browser, { protocol: protocols[0] });
    const second = await DemoPage.open(browser, { protocol: protocols[1] });
    await first.connect();
    await second.connect();

    await first.send('/all hello from the first');
    await first.waitForMessage('hello from the first');
    await second.waitForMessage('hello from the first');
    await second.send('only for the second');
    await second.waitForMessage('only for the second ping');
    await second.send('/all hello from the second');
    await first.waitForMessage('hello from the second');
    await second.waitForMessage('hello from the second');

    const texts = async (page) => (await page.received()).map(({ text }) => text);
    assert.deepEqual(await texts(first), ['ping', 'hello from the first', 'hello from the second']);
    assert.deepEqual(await texts(second), [
      'ping',
      'hello from the first',
      'only for the second ping',
      'hello from the second',
    ]);
    assert.deepEqual([...first.complaints, ...second.complaints], []);
  });
}
