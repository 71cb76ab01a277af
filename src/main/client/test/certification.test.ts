import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NodeType, reconstruct, type HashTree } from '@icp-sdk/core/agent';
import { Principal } from '@icp-sdk/core/principal';
import { sha256 } from '@noble/hashes/sha2.js';
import { decodeCbor, encodeCbor } from '../src/cbor.js';
import {
  Certification,
  type CertificationOptions,
  rememberVerified,
} from '../src/certification.js';
import type { GatewayFrame } from '../src/frames.js';
import { decodeHashTree } from '../src/hashTree.js';
import { assertRefused } from './fixtures/refusal.js';
import {
  CANISTER,
  certificateFor,
  certifiedFrame,
  certify,
  delegatedCertificate,
  type Frame,
  labeled,
  leaf,
  messageKey,
  OTHER_CANISTER,
  OTHER_ROOT,
  ROOT,
} from './fixtures/testNetwork.js';

const MINUTE = 60_000;

function certification(changed: Partial<CertificationOptions> = {}): Certification {
  return new Certification({
    canisterId: CANISTER,
    rootKey: ROOT.der,
    clock: Date.now,
    maxCertificateAgeMillis: 5 * MINUTE,
    maxClockSkewMillis: MINUTE,
    ...changed,
  });
}

function asRead({ key, val, cert, tree }: Frame): GatewayFrame {
  return { key, message: val, certificate: cert, tree };
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= 1;
  return copy;
}

test('a certified message is accepted and the time of its certificate is told', async () => {
  const timeMillis = Date.now() - 2000;
  const frame = await certifiedFrame({}, { timeMillis });
  assert.equal(await certification().verify(asRead(frame)), BigInt(timeMillis) * 1_000_000n);
});

test('every message of a batch is accepted under its own key only', async () => {
  const batch = await certify(Array.from({ length: 7 }, () => ({})));
  const verifier = certification();
  for (const message of batch.messages) {
    await verifier.verify(asRead({ ...batch, ...message }));
  }
  const [first, second] = batch.messages;
  const swapped = { ...batch, key: first!.key, val: second!.val };
  await assertRefused(verifier.verify(asRead(swapped)), 'uncertified-message');
});

test('a message with any bit changed is refused', async () => {
  const frame = await certifiedFrame();
  const verifier = certification();
  for (let at = 0; at < frame.val.length; at++) {
    const changed = { ...frame, val: flipped(frame.val, at) };
    await assertRefused(verifier.verify(asRead(changed)), 'uncertified-message');
  }
});

test('a key that the tree does not hold is refused', async () => {
  const frame = await certifiedFrame();
  for (const key of [messageKey(17), '', 'websocket', `${frame.key} `]) {
    await assertRefused(certification().verify(asRead({ ...frame, key })), 'uncertified-message');
  }
});

test('a tree other than the certified one is refused', async () => {
  const frame = await certifiedFrame();
  const forged = (await certify([{ payload: Uint8Array.of(1) }])).tree;
  await assertRefused(certification().verify(asRead({ ...frame, tree: forged })), 'wrong-tree');
});

test('a certified tree that has the hash in another place is refused', async () => {
  const frame = await certifiedFrame();
  const elsewhere = labeled('elsewhere', labeled(frame.key, leaf(sha256(frame.val))));
  const cert = await certificateFor(await reconstruct(elsewhere));
  const moved = { ...frame, cert, tree: encodeCbor(elsewhere) };
  await assertRefused(certification().verify(asRead(moved)), 'uncertified-message');
});

test('a certified tree in which the message is pruned is refused', async () => {
  const frame = await certifiedFrame();
  const pruned: HashTree = [
    NodeType.Pruned,
    (await reconstruct(decodeCbor(frame.tree) as HashTree)) as never,
  ];
  await assertRefused(
    certification().verify(asRead({ ...frame, tree: encodeCbor(pruned) })),
    'uncertified-message',
  );
});

const NO_TREES: Record<string, unknown> = {
  'an unknown node': [5, new Uint8Array(32)],
  'a fork with one branch': [1, [0]],
  'a leaf of text': [3, 'text'],
  'a short pruned hash': [4, new Uint8Array(31)],
  'a map': {},
};

for (const [name, value] of Object.entries(NO_TREES)) {
  test(`a tree with ${name} is malformed`, async () => {
    const frame = { ...(await certifiedFrame()), tree: encodeCbor(value) };
    await assertRefused(
      certification().verify(asRead(frame)),
      'malformed-frame',
      /not a hash tree/,
    );
  });
}

test('a tree may have as many levels as the gateway lets it have', () => {
  const chain = (levels: number) =>
    encodeCbor(
      Array.from({ length: levels }).reduce<unknown>((tree) => [2, Uint8Array.of(1), tree], [0]),
    );
  assert.equal(decodeHashTree(chain(256))[0], NodeType.Labeled);
  assert.throws(() => decodeHashTree(chain(257)), { code: 'malformed-frame' });
});

test('a tree of a depth that no canister makes is malformed', async () => {
  let tree: unknown = [0];
  for (let depth = 0; depth < 1000; depth++) {
    tree = [1, [0], tree];
  }
  const frame = { ...(await certifiedFrame()), tree: encodeCbor(tree) };
  await assertRefused(certification().verify(asRead(frame)), 'malformed-frame', /not a hash tree/);
});

test('a certificate of another root key is refused', async () => {
  const frame = await certifiedFrame({}, { signer: OTHER_ROOT });
  await assertRefused(certification().verify(asRead(frame)), 'untrusted-certificate');
});

test('a certificate of another canister is refused', async () => {
  const frame = await certifiedFrame({}, { canister: OTHER_CANISTER });
  await assertRefused(certification().verify(asRead(frame)), 'wrong-tree');
});

test('a certificate whose signature is changed is refused', async () => {
  const frame = await certifiedFrame();
  const certificate = decodeCbor(frame.cert) as { signature: Uint8Array };
  certificate.signature = flipped(certificate.signature, 47);
  await assertRefused(
    certification().verify(asRead({ ...frame, cert: encodeCbor(certificate) })),
    'untrusted-certificate',
  );
});

test('a certificate with another tree under the same signature is refused', async () => {
  const [genuine, other] = [
    await certifiedFrame(),
    await certifiedFrame({ payload: Uint8Array.of(1) }),
  ];
  const { signature } = decodeCbor(genuine.cert) as { signature: Uint8Array };
  const { tree } = decodeCbor(other.cert) as { tree: HashTree };
  const cert = encodeCbor({ tree, signature });
  await assertRefused(certification().verify(asRead({ ...other, cert })), 'untrusted-certificate');
});

for (const garbage of [
  new Uint8Array(),
  Uint8Array.of(0xff),
  encodeCbor({}),
  encodeCbor({ tree: [0] }),
]) {
  test(`${garbage.length} bytes that are no certificate are refused`, async () => {
    const frame = { ...(await certifiedFrame()), cert: garbage };
    await assertRefused(certification().verify(asRead(frame)), 'untrusted-certificate');
  });
}

test('a certificate over five minutes old is stale', async () => {
  const frame = await certifiedFrame({}, { timeMillis: Date.now() - 5 * MINUTE - 1000 });
  await assertRefused(certification().verify(asRead(frame)), 'stale-certificate');
});

test('a certificate from the future is refused', async () => {
  const frame = await certifiedFrame({}, { timeMillis: Date.now() + MINUTE + 5000 });
  await assertRefused(certification().verify(asRead(frame)), 'stale-certificate');
});

test('a certificate that was accepted once becomes stale all the same', async () => {
  let now = Date.now();
  const verifier = certification({ clock: () => now });
  const frame = asRead(await certifiedFrame());
  await verifier.verify(frame);
  now += 5 * MINUTE + 1000;
  await assertRefused(verifier.verify(frame), 'stale-certificate');
});

test('a subnet may certify the canisters in its range and no others', async () => {
  const frame = await certifiedFrame();
  const root = await reconstruct(decodeCbor(frame.tree) as HashTree);
  const inside = await delegatedCertificate(root, [OTHER_CANISTER, CANISTER]);
  await certification().verify(asRead({ ...frame, cert: inside }));

  const beyond = Principal.fromText('aaaaa-aa');
  const outside = await delegatedCertificate(root, [beyond, OTHER_CANISTER]);
  await assertRefused(
    certification().verify(asRead({ ...frame, cert: outside })),
    'untrusted-certificate',
  );
});

test('a signature is verified once, and a wrong one every time', async () => {
  const calls: string[] = [];
  const verify = rememberVerified(async (_key, signature) => {
    calls.push(String(signature[0]));
    return signature[0] === 1;
  });
  const [key, message] = [Uint8Array.of(0), Uint8Array.of(0)];
  for (const signature of [1, 1, 2, 2, 1]) {
    assert.equal(await verify(key, Uint8Array.of(signature), message), signature === 1);
  }
  assert.deepEqual(calls, ['1', '2', '2']);
});

test('of many signatures the oldest is forgotten', async () => {
  let calls = 0;
  const verify = rememberVerified(() => ++calls > 0);
  const check = (signature: number) =>
    verify(Uint8Array.of(0), Uint8Array.of(signature), Uint8Array.of(0));
  for (let signature = 0; signature < 17; signature++) {
    await check(signature);
  }
  await check(16);
  assert.equal(calls, 17);
  await check(0);
  assert.equal(calls, 18);
});
