import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeEnding, noCanister } from '../src/plainWords.js';
import { PROTOCOLS } from '../src/protocols.js';

test('an ending shows its code, its reason and what the client said', () => {
  const notice = describeEnding({
    code: 4420,
    reason: 'no more',
    headline: 'Disconnected: refused.',
    detail: 'the client said this',
  });
  assert.deepEqual(notice, {
    kind: 'bad',
    headline: 'Disconnected: refused.',
    details: ['close code 4420, reason: no more', 'the client said this'],
  });
});

test('an agreed ending is no bad news', () => {
  const { kind, details } = describeEnding({ code: 1000, reason: '', headline: 'Disconnected.' });
  assert.equal(kind, 'info');
  assert.deepEqual(details, ['close code 1000']);
});

test('a gateway without a canister for a protocol says which setting is missing', () => {
  const [advice] = noCanister(PROTOCOLS.v1).details ?? [];
  assert.match(advice ?? '', /icws\.demo\.canister-v1 .*ICWS_DEMO_CANISTER_V1/);
});
