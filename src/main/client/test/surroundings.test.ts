import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SURROUNDINGS } from '../src/surroundings.js';

test('a browser tells when it is online, until nobody wants to know', (context) => {
  const page = new EventTarget();
  globalThis.addEventListener = page.addEventListener.bind(page);
  globalThis.removeEventListener = page.removeEventListener.bind(page);
  context.after(() => {
    Reflect.deleteProperty(globalThis, 'addEventListener');
    Reflect.deleteProperty(globalThis, 'removeEventListener');
  });
  let times = 0;
  const cancel = SURROUNDINGS.onOnline(() => times++);
  page.dispatchEvent(new Event('online'));
  assert.equal(times, 1);
  cancel();
  page.dispatchEvent(new Event('online'));
  assert.equal(times, 1);
});

test('where nobody can tell, nothing is told', () => {
  assert.equal(typeof globalThis.addEventListener, 'undefined');
  SURROUNDINGS.onOnline(() => assert.fail())();
});

test('a timer for longer than the platform can wait does not fire at once', async () => {
  const cancel = SURROUNDINGS.after(2 ** 31, () => assert.fail());
  await new Promise((resolve) => setTimeout(resolve, 5));
  cancel();
});
