import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser } from './demoPage.mjs';
import { openTab } from './exampleTab.mjs';

/** The tick that a page shows, as soon as it shows one. */
async function tickShown(tab) {
  const shown = await tab.locator('#tick').filter({ hasText: /\d/ }).textContent();
  return Number(shown);
}

/** The prices that a page shows at a tick, as soon as it comes. */
function pricesAt(tab, tick) {
  return tab.evaluate(
    (wanted) =>
      new Promise((resolve) => {
        const shown = document.querySelector('#tick');
        const look = () => {
          if (shown.textContent === wanted) {
            const rows = [...document.querySelectorAll('#prices tr')];
            resolve(rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
          }
        };
        new MutationObserver(look).observe(shown, { childList: true });
        look();
      }),
    String(tick),
  );
}

test('prices change without any input, and are the same in both tabs', async (context) => {
  const browser = await openBrowser(context);
  const { tab: first, complaints } = await openTab(browser);
  const { tab: second } = await openTab(browser);
  const tick = 1 + Math.max(await tickShown(first), await tickShown(second));
  const [before, after, elsewhere] = await Promise.all([
    pricesAt(first, tick),
    pricesAt(first, tick + 1),
    pricesAt(second, tick + 1),
  ]);
  assert.deepEqual(
    after.map(([name]) => name),
    ['Copper', 'Saffron', 'Tea'],
  );
  assert.notDeepEqual(after, before);
  assert.deepEqual(elsewhere, after);
  assert.deepEqual(complaints, []);
});
