import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Renewal } from '../src/renewal.js';
import type { Terms } from '../src/terms.js';
import { ManualSurroundings } from './fixtures/manualSurroundings.js';

const HOUR = 3_600_000;

/** A renewal of a registration that lasts as long, in whose attempts the test has a say. */
class Trial {
  readonly surroundings = new ManualSurroundings();
  readonly renewal: Renewal;
  /** When the registration ended that was to be renewed, attempt by attempt. */
  readonly asked: number[] = [];
  /** For how long the canister renews it. */
  renew: () => Promise<number>;

  constructor(lifeMillis: number, chance = 0) {
    this.surroundings.chance = chance;
    this.renew = async () => lifeMillis;
    this.renewal = new Renewal(this.#terms(lifeMillis), {
      renew: async ({ endsAtMillis }) => {
        this.asked.push(endsAtMillis);
        return this.#terms(await this.renew());
      },
      surroundings: this.surroundings,
    });
  }

  /** Lets time pass, and what comes of an attempt come. */
  async pass(millis: number): Promise<void> {
    this.surroundings.pass(millis);
    await new Promise(setImmediate);
  }

  #terms(lifeMillis: number): Terms {
    return {
      expiresNanos: BigInt(lifeMillis),
      endsAtMillis: this.surroundings.now() + lifeMillis,
      heartbeatMillis: 1,
      timeoutMillis: 1,
    };
  }
}

for (const [chance, hours] of [
  [0, 4],
  [0.5, 5],
  [1, 6],
] as const) {
  test(`a registration of eight hours is renewed after ${hours} if chance is ${chance}`, async () => {
    const trial = new Trial(8 * HOUR, chance);
    await trial.pass(hours * HOUR - 1);
    assert.equal(trial.asked.length, 0);
    await trial.pass(1);
    assert.equal(trial.asked.length, 1);
  });
}

test('it is renewed over and over, each time that it lasts anew', async () => {
  const trial = new Trial(8 * HOUR);
  const start = trial.surroundings.now();
  for (let number = 1; number <= 5; number++) {
    await trial.pass(4 * HOUR);
  }
  const ends = [8, 12, 16, 20, 24].map((hours) => start + hours * HOUR);
  assert.deepEqual(trial.asked, ends);
});

test('an attempt that fails is followed by others as long as there is time', async () => {
  const trial = new Trial(8 * HOUR);
  const start = trial.surroundings.now();
  trial.renew = async () => {
    throw new Error('the canister is away');
  };
  const moments: number[] = [];
  while (trial.surroundings.waiting > 0) {
    await trial.pass(500);
    if (trial.asked.length > moments.length) {
      moments.push(trial.surroundings.now() - start);
    }
  }
  assert.deepEqual(
    moments.slice(0, 4).map((moment) => moment / HOUR),
    [4, 6, 7, 7.5],
  );
  assert.equal(moments.length, 15);
  assert.ok(moments.at(-1)! < 8 * HOUR);
  assert.match(String(trial.renewal.failure), /the canister is away/);
});

test('once it succeeds the failure is forgotten', async () => {
  const trial = new Trial(8 * HOUR);
  trial.renew = async () => {
    throw new Error('the canister is away');
  };
  await trial.pass(4 * HOUR);
  trial.renew = async () => 8 * HOUR;
  await trial.pass(2 * HOUR);
  assert.equal(trial.renewal.failure, undefined);
  await trial.pass(4 * HOUR - 1);
  assert.equal(trial.asked.length, 2);
  await trial.pass(1);
  assert.equal(trial.asked.length, 3);
});

test('while an attempt takes its time there is no other', async () => {
  const trial = new Trial(8 * HOUR);
  let answer = (_: number) => undefined as void;
  trial.renew = () => new Promise((resolve) => (answer = resolve));
  await trial.pass(4 * HOUR);
  await trial.pass(3 * HOUR);
  assert.equal(trial.asked.length, 1);
  answer(8 * HOUR);
  await trial.pass(0);
  await trial.pass(4 * HOUR);
  assert.equal(trial.asked.length, 2);
});

test('ended, it leaves no timer and makes none, whatever comes of an attempt', async () => {
  const waiting = new Trial(8 * HOUR);
  waiting.renewal.end();
  assert.equal(waiting.surroundings.waiting, 0);

  const trial = new Trial(8 * HOUR);
  let answer = (_: number) => undefined as void;
  trial.renew = () => new Promise((resolve) => (answer = resolve));
  await trial.pass(4 * HOUR);
  trial.renewal.end();
  answer(8 * HOUR);
  await trial.pass(0);
  assert.equal(trial.surroundings.waiting, 0);
});
