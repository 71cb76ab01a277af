import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser } from './demoPage.mjs';
import { openTab } from './exampleTab.mjs';

async function join(tab, room, name) {
  await tab.fill('#room', room);
  await tab.fill('#name', name);
  await tab.click('#entry button');
  await hear(tab, `${name}: is here`);
}

async function say(tab, text) {
  await tab.fill('#text', text);
  await tab.press('#text', 'Enter');
}

/** Waits until a line is there so many times. */
async function hear(tab, line, times = 1) {
  await tab
    .locator('#lines li')
    .getByText(line, { exact: true })
    .nth(times - 1)
    .waitFor();
}

test('a line typed in one tab appears in the others of its room, and in no other room', async (context) => {
  const browser = await openBrowser(context);
  const { tab: ada, complaints } = await openTab(browser);
  const { tab: bob } = await openTab(browser);
  const { tab: eve } = await openTab(browser);
  await join(ada, 'lobby', 'Ada');
  await join(eve, 'elsewhere', 'Eve');
  await join(bob, 'lobby', 'Bob');
  await hear(ada, 'Bob: is here');

  await say(ada, 'hello');
  await hear(bob, 'Ada: hello');
  await say(bob, '<b>hello</b> yourself');
  await hear(ada, 'Bob: <b>hello</b> yourself');
  await bob.close();
  await hear(ada, 'Bob: has left');

  await say(eve, 'nobody here');
  await hear(eve, 'Eve: nobody here');
  const lines = (tab) => tab.locator('#lines li').allTextContents();
  assert.deepEqual(await lines(eve), ['Eve: is here', 'Eve: nobody here']);
  assert.deepEqual(await lines(ada), [
    'Ada: is here',
    'Bob: is here',
    'Ada: hello',
    'Bob: <b>hello</b> yourself',
    'Bob: has left',
  ]);
  assert.deepEqual(complaints, []);
});

test('a client whose connection breaks is in its room again', async (context) => {
  const browser = await openBrowser(context);
  const wires = [];
  const { tab: ada } = await openTab(browser, (tab) =>
    tab.routeWebSocket(/.*/, (socket) => wires.push([socket, socket.connectToServer()])),
  );
  const { tab: bob } = await openTab(browser);
  await join(bob, 'lobby', 'Bob');
  await join(ada, 'lobby', 'Ada');
  await Promise.all(wires[0].map((end) => end.close({ code: 1001 })));
  await hear(ada, 'Ada: is here', 2);
  await say(bob, 'welcome back');
  await hear(ada, 'Bob: welcome back');
});
