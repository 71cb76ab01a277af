import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { describeCloseCode } from '../src/index.js';

const GATEWAYS_REASONS = '../../../java/icws/gateway/wire/CloseReason.java';

test('every close code of the gateway has a meaning in plain words', async () => {
  const source = await readFile(new URL(GATEWAYS_REASONS, import.meta.url), 'utf8');
  const codes = [...source.matchAll(/^ {2}[A-Z_]+\((\d{4})\)/gm)].map(([, code]) => Number(code));
  assert.ok(codes.includes(1001) && codes.includes(4420), `found ${codes}`);
  for (const code of codes) {
    assert.doesNotMatch(describeCloseCode(code), /with the code/);
  }
});

test('a code that nobody knows is told as it is', () => {
  assert.equal(describeCloseCode(4999), 'closed with the code 4999');
});
