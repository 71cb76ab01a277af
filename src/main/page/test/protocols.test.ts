import assert from 'node:assert/strict';
import { test } from 'node:test';
import { protocolWanted, withProtocol } from '../src/protocols.js';

test('the address of the page chooses the protocol', () => {
  assert.equal(protocolWanted('http://host/?protocol=v1'), 'v1');
  assert.equal(protocolWanted('http://host/?canister=x&protocol=poc'), 'poc');
});

test('without a choice, or with one that is none, it is the PoC protocol', () => {
  assert.equal(protocolWanted('http://host/'), 'poc');
  assert.equal(protocolWanted('http://host/?protocol=v2'), 'poc');
});

test('choosing a protocol leaves the rest of the address as it is', () => {
  const address = withProtocol('http://host/demo/?canister=x&protocol=poc#here', 'v1');
  assert.equal(address, 'http://host/demo/?canister=x&protocol=v1#here');
});
