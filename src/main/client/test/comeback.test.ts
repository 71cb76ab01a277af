import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Comeback } from '../src/comeback.js';
import type { Ending } from '../src/connection.js';
import { IcWebSocketError } from '../src/errors.js';
import { DEFAULT_RECONNECTION, type Reconnection, reconnectionFrom } from '../src/options.js';
import { ManualSurroundings } from './fixtures/manualSurroundings.js';

const GATEWAYS_REASONS = '../../../java/icws/gateway/wire/CloseReason.java';
const GATEWAYS = ['wss://a/', 'wss://b/', 'wss://c/'];

function comeback(bounds: Partial<Reconnection> = {}, gateways = GATEWAYS) {
  const surroundings = new ManualSurroundings();
  return {
    surroundings,
    comeback: new Comeback(gateways, { ...DEFAULT_RECONNECTION, ...bounds }, surroundings),
  };
}

function ending(code: number, error?: IcWebSocketError): Ending {
  return { code, reason: '', wasClean: false, ...(error && { error }) };
}

const AGAIN = [1001, 1005, 1006, 1011, 1012, 1013, 1014];
const ONCE = [1008, 4401, 4404];
const ELSEWHERE = [4000, 4403, 4410, 4411];
const NEVER = [1000, 1002, 1003, 1007, 1009, 1010, 1015, 3000, 4001, 4400, 4420, 4440, 4999];

for (const code of AGAIN) {
  test(`${code} is followed by attempt after attempt`, () => {
    const { comeback: after } = comeback();
    for (let number = 1; number <= 100; number++) {
      assert.equal(after.after(ending(code))?.number, number);
    }
  });
}

for (const code of ONCE) {
  test(`${code} is followed by one attempt until a connection lasts`, () => {
    const { comeback: after, surroundings } = comeback({ stableMillis: 1000 });
    assert.equal(after.after(ending(code))?.number, 1);
    after.opened();
    surroundings.pass(999);
    assert.equal(after.after(ending(code)), undefined);
    after.opened();
    surroundings.pass(1000);
    assert.equal(after.after(ending(code))?.number, 1);
  });
}

test('for every close code of the gateway it is decided whether to come back', async () => {
  const source = await readFile(new URL(GATEWAYS_REASONS, import.meta.url), 'utf8');
  const codes = [...source.matchAll(/^ {2}[A-Z_]+\((\d{4})\)/gm)].map(([, code]) => Number(code));
  assert.ok(codes.includes(1001) && codes.includes(4420), `found ${codes}`);
  assert.deepEqual(
    codes.filter((code) => ![...AGAIN, ...ONCE, ...ELSEWHERE, ...NEVER].includes(code)),
    [],
  );
});

test('a failure between two refusals makes the second as good as the first', () => {
  const { comeback: after } = comeback();
  assert.ok(after.after(ending(4404)));
  assert.ok(after.after(ending(1006)));
  assert.ok(after.after(ending(4404)));
  assert.equal(after.after(ending(4401)), undefined);
});

for (const code of NEVER) {
  test(`${code} is the end`, () => {
    assert.equal(comeback().comeback.after(ending(code)), undefined);
  });
}

test('gateways are tried in turn, and the first again after the last', () => {
  const { comeback: after } = comeback();
  const tried = [after.gateway];
  for (const code of [1006, 1001, 1013, 4404]) {
    after.after(ending(code));
    tried.push(after.gateway);
  }
  assert.deepEqual(tried, ['wss://a/', 'wss://b/', 'wss://c/', 'wss://a/', 'wss://b/']);
});

for (const code of ELSEWHERE) {
  test(`after ${code} the gateway is not tried again; after the last of them it is over`, () => {
    const { comeback: after } = comeback();
    after.after(ending(1006));
    const tried = [after.gateway];
    for (const next of [code, 1006, 1006]) {
      after.after(ending(next));
      tried.push(after.gateway);
    }
    assert.deepEqual(tried, ['wss://b/', 'wss://c/', 'wss://a/', 'wss://c/']);
    assert.ok(after.after(ending(code)));
    assert.equal(after.gateway, 'wss://a/');
    assert.equal(after.after(ending(code)), undefined);
  });
}

test('a message that the codec cannot read is no fault of a gateway, and the end', () => {
  const error = new IcWebSocketError('undecodable-message', '');
  assert.equal(comeback().comeback.after(ending(4000, error)), undefined);
});

test('when the authority of the identity has ended, so has everything', () => {
  const error = new IcWebSocketError('identity-expired', '');
  assert.equal(comeback().comeback.after(ending(1006, error)), undefined);
});

for (const code of ['expired', 'silent', 'no-heartbeat', 'withheld'] as const) {
  test(`"${code}" is followed by attempt after attempt, also through the only gateway`, () => {
    const { comeback: after } = comeback({}, ['wss://a/']);
    const error = new IcWebSocketError(code, '');
    assert.equal(error.isRefusal, false);
    for (let number = 1; number <= 100; number++) {
      assert.equal(after.after(ending(1006, error))?.number, number);
    }
  });
}

for (const code of [
  'too-many-frames',
  'stale-certificate',
  'wrong-sequence',
  'wrong-timestamp',
] as const) {
  test(`"${code}" may be no lie: even the only gateway is tried again, once`, () => {
    const { comeback: after } = comeback({}, ['wss://a/']);
    const error = new IcWebSocketError(code, '');
    assert.equal(after.after(ending(4000, error))?.number, 1);
    assert.equal(after.gateway, 'wss://a/');
    assert.equal(after.after(ending(4000, error)), undefined);
  });
}

/** The delays of the attempts in a row, when chance is always this. */
function delays(chance: number, count: number, bounds?: Partial<Reconnection>): number[] {
  const { comeback: after, surroundings } = comeback(bounds);
  surroundings.chance = chance;
  return Array.from({ length: count }, () => after.after(ending(1006))!.delayMillis);
}

test('delays lie between the shortest and a bound that doubles up to the longest', () => {
  const bounds = { minDelayMillis: 100, maxDelayMillis: 3000 };
  assert.deepEqual(delays(0, 6, bounds), [100, 100, 100, 100, 100, 100]);
  assert.deepEqual(delays(0.5, 6, bounds), [250, 450, 850, 1550, 1550, 1550]);
  const longest = delays(1 - Number.EPSILON, 6, bounds).map(Math.round);
  assert.deepEqual(longest, [400, 800, 1600, 3000, 3000, 3000]);
});

test('the delay stays within its bounds however long it goes on', () => {
  assert.equal(Math.max(...delays(0.5, 5000)), 30_250);
});

test('delays start over after a connection that lasted, not after one that was merely open', () => {
  const { comeback: after, surroundings } = comeback({ stableMillis: 1000 });
  after.after(ending(1006));
  after.opened();
  surroundings.pass(999);
  assert.equal(after.after(ending(1006))?.number, 2);
  surroundings.pass(5000);
  assert.equal(after.after(ending(1006))?.number, 3);
  after.opened();
  surroundings.pass(1000);
  assert.equal(after.after(ending(1006))?.number, 1);
});

test('attempts in a row can be limited', () => {
  const { comeback: after } = comeback({ maxAttempts: 2 });
  assert.ok(after.after(ending(1006)));
  assert.ok(after.after(ending(4000)));
  assert.equal(after.after(ending(1006)), undefined);
});

test('without reconnecting there is no attempt, whatever the code', () => {
  const { comeback: after } = comeback(reconnectionFrom(false));
  for (const code of [...AGAIN, ...ONCE, ...NEVER, 4000]) {
    assert.equal(after.after(ending(code)), undefined, String(code));
  }
});

const IMPOSSIBLE: [Partial<Reconnection>, RegExp][] = [
  [{ minDelayMillis: 0 }, /minDelayMillis/],
  [{ minDelayMillis: 200, maxDelayMillis: 100 }, /minDelayMillis/],
  [{ maxDelayMillis: Number.POSITIVE_INFINITY }, /maxDelayMillis/],
  [{ maxAttempts: -1 }, /maxAttempts is -1/],
  [{ stableMillis: Number.NaN }, /stableMillis is NaN/],
];

for (const [bounds, named] of IMPOSSIBLE) {
  test(`bounds that cannot be are refused: ${JSON.stringify(bounds)}`, () => {
    assert.throws(
      () => reconnectionFrom(bounds),
      (error) => error instanceof RangeError && named.test(error.message),
    );
  });
}
