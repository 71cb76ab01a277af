import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser } from './demoPage.mjs';
import { openTab } from './exampleTab.mjs';

/** Moves the pointer within the field, to parts of its width and height. */
async function move(tab, x, y) {
  const field = await tab.locator('#field').boundingBox();
  await tab.mouse.move(field.x + x * field.width, field.y + y * field.height, { steps: 10 });
}

/** Waits until the other's cursor is there: a pointer is at a whole pixel, so not quite. */
async function seeAt(tab, x, y) {
  await tab.waitForFunction(
    ([left, top]) => {
      const style = document.querySelector('.cursor')?.style;
      return (
        style !== undefined &&
        Math.abs(parseFloat(style.left) - left) < 0.5 &&
        Math.abs(parseFloat(style.top) - top) < 0.5
      );
    },
    [x * 100, y * 100],
  );
}

test('a pointer moved in one tab moves in the other, and goes with its tab', async (context) => {
  const browser = await openBrowser(context);
  const { tab: first, complaints } = await openTab(browser);
  const { tab: second } = await openTab(browser);
  await move(first, 0.25, 0.5);
  await seeAt(second, 0.25, 0.5);
  await move(first, 0.75, 0.125);
  await seeAt(second, 0.75, 0.125);
  await move(second, 0.5, 0.875);
  await seeAt(first, 0.5, 0.875);

  // Nobody sees a cursor of their own.
  assert.equal(await first.locator('.cursor').count(), 1);

  await second.close();
  await first.locator('.cursor').waitFor({ state: 'detached' });
  const { tab: newcomer } = await openTab(browser);
  await seeAt(newcomer, 0.75, 0.125);
  assert.deepEqual(complaints, []);
});
