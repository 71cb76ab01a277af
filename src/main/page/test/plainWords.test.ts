import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeEnding } from '../src/plainWords.js';

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
