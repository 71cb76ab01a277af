import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Departures } from '../src/departures.js';
import { ManualSurroundings } from './fixtures/manualSurroundings.js';

const TIMEOUT = 1000;

function setting() {
  const surroundings = new ManualSurroundings();
  return { surroundings, departures: new Departures(TIMEOUT, surroundings) };
}

test('what leaves is unconfirmed until it is counted, heartbeats left out', () => {
  const { departures } = setting();
  departures.messageLeft();
  departures.heartbeatLeft();
  departures.messageLeft();
  const counts = [departures.unconfirmed];
  for (const count of [0, 1, 2, 3]) {
    departures.confirm(count);
    counts.push(departures.unconfirmed);
  }
  assert.deepEqual(counts, [2, 2, 1, 1, 0]);
});

test('a count that is out of place changes nothing', () => {
  const { departures } = setting();
  departures.messageLeft();
  departures.messageLeft();
  departures.confirm(1);
  departures.confirm(0);
  assert.equal(departures.unconfirmed, 1);
  departures.confirm(99);
  departures.messageLeft();
  assert.equal(departures.unconfirmed, 1);
});

test('the oldest message that is not confirmed tells for how long it has been on its way', () => {
  const { surroundings, departures } = setting();
  // The canister's clock is at 5,000,000 when it has had the first frame for a while.
  surroundings.pass(100);
  departures.opened(5_000_000);
  const onTheWay = () => departures.onTheWayMillis(5_000_000 + 400);
  assert.equal(onTheWay(), 0);
  departures.messageLeft();
  surroundings.pass(200);
  departures.messageLeft();
  surroundings.pass(300);
  assert.equal(onTheWay(), 300);
  departures.confirm(1);
  assert.equal(onTheWay(), 100);
  departures.confirm(2);
  assert.equal(onTheWay(), 0);
});

test('messages that leave together are as old as the youngest of them', () => {
  const { surroundings, departures } = setting();
  departures.opened(0);
  departures.messageLeft();
  surroundings.pass(TIMEOUT / 100 - 1);
  departures.messageLeft();
  surroundings.pass(TIMEOUT);
  assert.equal(departures.onTheWayMillis(TIMEOUT), TIMEOUT - 9);
  departures.confirm(1);
  assert.equal(departures.onTheWayMillis(TIMEOUT), TIMEOUT - 9);
});

test('no time is counted before the canister has said that it opened the client', () => {
  const { surroundings, departures } = setting();
  departures.messageLeft();
  surroundings.pass(TIMEOUT);
  assert.equal(departures.onTheWayMillis(TIMEOUT), 0);
});
