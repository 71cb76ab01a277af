import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ed25519 } from '@noble/curves/ed25519.js';
import { generateSigningKey, libraryKey } from '../src/signingKey.js';

const MESSAGE = new TextEncoder().encode('anything');

for (const [name, make] of [
  ['the platform', generateSigningKey],
  ['the library', async () => libraryKey()],
] as const) {
  test(`a key of ${name} makes Ed25519 signatures that its raw public key verifies`, async () => {
    const key = await make();
    assert.equal(key.publicKey.length, 32);
    const signature = await key.sign(MESSAGE);
    assert.equal(signature.length, 64);
    assert.ok(ed25519.verify(signature, MESSAGE, key.publicKey));
  });

  test(`${name} never makes the same key twice`, async () => {
    assert.notDeepEqual((await make()).publicKey, (await make()).publicKey);
  });
}
