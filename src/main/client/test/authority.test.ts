import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity } from '@icp-sdk/core/agent';
import { DelegationChain, DelegationIdentity, Ed25519KeyIdentity } from '@icp-sdk/core/identity';
import { Authority, endNanosOf, type IdentitySource } from '../src/authority.js';
import { assertRefused } from './fixtures/refusal.js';

const NOW = 1_700_000_000_000;
const HOUR = 3_600_000;
const USER = Ed25519KeyIdentity.generate();

/** The user's identity, through a chain of delegations that end at these times. */
async function delegated(...endsMillis: number[]): Promise<DelegationIdentity> {
  let [signer, chain]: [Ed25519KeyIdentity, DelegationChain | undefined] = [USER, undefined];
  for (const endMillis of endsMillis) {
    const next = Ed25519KeyIdentity.generate();
    const options = chain && { previous: chain };
    chain = await DelegationChain.create(signer, next.getPublicKey(), new Date(endMillis), options);
    signer = next;
  }
  return DelegationIdentity.fromDelegation(signer, chain!);
}

function authority(source: IdentitySource) {
  const adopted: Identity[] = [];
  let nowMillis = NOW;
  return {
    adopted,
    authority: new Authority(
      source,
      (identity) => adopted.push(identity),
      () => nowMillis,
    ),
    setTime: (millis: number) => (nowMillis = millis),
  };
}

function nanos(millis: number): bigint {
  return BigInt(millis) * 1_000_000n;
}

test('a plain key has no end', async () => {
  const { authority: whose, adopted } = authority(USER);
  assert.equal(await whose.lastingBeyond(NOW + 1000 * HOUR), undefined);
  assert.deepEqual(adopted, [USER]);
});

test('a chain of delegations ends with the earliest of them', async () => {
  const identity = await delegated(NOW + 3 * HOUR, NOW + HOUR, NOW + 2 * HOUR);
  assert.equal(endNanosOf(identity), nanos(NOW + HOUR));
});

test('a function is asked at first, and again when what it gave ends too soon', async () => {
  const given = [await delegated(NOW + HOUR), await delegated(NOW + 9 * HOUR)];
  let asked = 0;
  const { authority: whose, adopted } = authority(() => given[asked++]!);
  assert.equal(await whose.lastingBeyond(NOW), nanos(NOW + HOUR));
  assert.equal(await whose.lastingBeyond(NOW + HOUR - 1), nanos(NOW + HOUR));
  assert.equal(asked, 1);
  assert.equal(await whose.lastingBeyond(NOW + HOUR), nanos(NOW + 9 * HOUR));
  assert.deepEqual(adopted, given);
});

test('a fresh identity that ends too soon as well is better than none', async () => {
  const identity = await delegated(NOW + HOUR);
  const { authority: whose, adopted } = authority(() => identity);
  assert.equal(await whose.lastingBeyond(NOW + 2 * HOUR), nanos(NOW + HOUR));
  assert.equal(await whose.lastingBeyond(NOW + 2 * HOUR), nanos(NOW + HOUR));
  assert.deepEqual(adopted, [identity]);
});

test('whose authority has ended has none', async () => {
  const { authority: whose, setTime } = authority(await delegated(NOW + HOUR));
  await whose.lastingBeyond(NOW);
  setTime(NOW + HOUR);
  await assertRefused(whose.lastingBeyond(NOW + HOUR), 'identity-expired');
});

test('a function that fails is no harm while there is an identity', async () => {
  const identity = await delegated(NOW + HOUR);
  const answers = [async () => identity, async () => Promise.reject(new Error('no login'))];
  const { authority: whose, setTime } = authority(() => answers.shift()!());
  await whose.lastingBeyond(NOW);
  assert.equal(await whose.lastingBeyond(NOW + HOUR), nanos(NOW + HOUR));
  setTime(NOW + HOUR);
  answers.push(async () => Promise.reject(new Error('no login\nno use')));
  const attempt = whose.lastingBeyond(NOW + 2 * HOUR);
  await assertRefused(attempt, 'registration', /^the application gave no identity: no login$/);
});

test('it is asked once for all that wait', async () => {
  let give = (_: Identity) => undefined as void;
  let asked = 0;
  const { authority: whose } = authority(() => {
    asked++;
    return new Promise((resolve) => (give = resolve));
  });
  const both = [whose.lastingBeyond(NOW), whose.lastingBeyond(NOW)];
  give(USER);
  assert.deepEqual(await Promise.all(both), [undefined, undefined]);
  assert.equal(asked, 1);
});
