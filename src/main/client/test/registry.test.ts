/** What is asked of the canister directly, and how its certified answers are read. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { HttpAgent } from '@icp-sdk/core/agent';
import { IDL } from '@icp-sdk/core/candid';
import { DelegationChain, DelegationIdentity, Ed25519KeyIdentity } from '@icp-sdk/core/identity';
import { Authority, endNanosOf, type IdentitySource } from '../src/authority.js';
import { Registry } from '../src/registry.js';
import type { Terms } from '../src/terms.js';
import { ManualSurroundings } from './fixtures/manualSurroundings.js';
import { assertRefused } from './fixtures/refusal.js';
import { Registrar } from './fixtures/registrar.js';
import { CANISTER, ROOT } from './fixtures/testNetwork.js';

const HOUR = 3_600_000;
const KEY = new Uint8Array(32).fill(5);
const USER = Ed25519KeyIdentity.generate();

async function setting(context: TestContext, source: IdentitySource = USER) {
  const registrar = await Registrar.start();
  context.after(() => registrar.stop());
  const agent = HttpAgent.createSync({ host: registrar.url, rootKey: ROOT.der });
  const surroundings = new ManualSurroundings();
  const authority = new Authority(source, (identity) => agent.replaceIdentity(identity), Date.now);
  const registry = new Registry({
    agent,
    canisterId: CANISTER,
    authority,
    clock: Date.now,
    surroundings,
  });
  return { registrar, registry, surroundings };
}

async function delegated(endMillis: number): Promise<DelegationIdentity> {
  const session = Ed25519KeyIdentity.generate();
  const chain = await DelegationChain.create(USER, session.getPublicKey(), new Date(endMillis));
  return DelegationIdentity.fromDelegation(session, chain);
}

const WISHES = IDL.Opt(IDL.Record({ expires: IDL.Opt(IDL.Nat64) }));

/** What the client asked for in its call of this number. */
function asked(registrar: Registrar, call: number, first: IDL.Type): unknown[] {
  return IDL.decode([first, WISHES], registrar.calls[call]!.arg);
}

test('a plain key registers without a wish of its own, and is granted what the canister grants', async (context) => {
  const { registrar, registry, surroundings } = await setting(context);
  registrar.grant = { lifeMillis: HOUR, heartbeatMillis: 3000, timeoutMillis: 2000 };
  const { clientId, terms } = await registry.register(KEY);
  assert.equal(clientId, 16n);
  const [key, wishes] = asked(registrar, 0, IDL.Vec(IDL.Nat8));
  assert.deepEqual([key, wishes], [KEY, [{ expires: [] }]]);
  const { endsAtMillis, ...others } = terms!;
  assert.deepEqual(others, {
    expiresNanos: registrar.expiresNanos,
    heartbeatMillis: 3000,
    timeoutMillis: 2000,
  });
  assert.equal(endsAtMillis, surroundings.now() + HOUR);
});

test('an identity that ends wishes for no longer', async (context) => {
  const identity = await delegated(Date.now() + HOUR);
  const { registrar, registry } = await setting(context, identity);
  await registry.register(KEY);
  const [, wishes] = asked(registrar, 0, IDL.Vec(IDL.Nat8));
  assert.deepEqual(wishes, [{ expires: [endNanosOf(identity)] }]);
});

test('an older canister answers without terms', async (context) => {
  const { registry } = await setting(context);
  assert.deepEqual(await registry.register(KEY), { clientId: 16n, terms: undefined });
});

test('an identity that has ended does not ask', async (context) => {
  const { registrar, registry } = await setting(context, await delegated(Date.now() - 1));
  await assertRefused(registry.register(KEY), 'identity-expired');
  assert.equal(registrar.calls.length, 0);
});

test('a function is asked for a fresh identity before a registration if the present one ends soon', async (context) => {
  const given = await Promise.all([250_000, 350_000, HOUR].map((ms) => delegated(Date.now() + ms)));
  const { registry } = await setting(context, () => given.shift()!);
  for (const left of [2, 1, 1]) {
    await registry.register(KEY);
    assert.equal(given.length, left);
  }
});

test('a registration is renewed by the same caller', async (context) => {
  const { registrar, registry } = await setting(context);
  registrar.grant = { lifeMillis: HOUR, heartbeatMillis: 3000, timeoutMillis: 2000 };
  const { clientId, terms } = await registry.register(KEY);
  registrar.grant = { ...registrar.grant, lifeMillis: 2 * HOUR };
  const renewed = await registry.renew(clientId, terms!);
  assert.equal(renewed.expiresNanos, registrar.expiresNanos);
  assert.deepEqual(asked(registrar, 1, IDL.Nat64), [16n, [{ expires: [] }]]);
  const [one, other] = registrar.calls;
  assert.deepEqual([other!.method_name, other!.sender], ['ws_renew', one!.sender]);
});

const ENDING: Terms = {
  expiresNanos: BigInt(Date.now() + HOUR) * 1_000_000n,
  endsAtMillis: 0,
  heartbeatMillis: 1,
  timeoutMillis: 1,
};

test('a renewal asks for a fresh identity if the present one ends with the registration', async (context) => {
  const [old, fresh] = [await delegated(Date.now() + HOUR), await delegated(Date.now() + 9 * HOUR)];
  const given = [old, fresh];
  const { registrar, registry } = await setting(context, () => given.shift()!);
  registrar.grant = { lifeMillis: HOUR, heartbeatMillis: 3000, timeoutMillis: 2000 };
  await registry.register(KEY);
  await registry.renew(16n, { ...ENDING, expiresNanos: endNanosOf(old)! });
  const [, wishes] = asked(registrar, 1, IDL.Nat64);
  assert.deepEqual(wishes, [{ expires: [endNanosOf(fresh)] }]);
});

test('an identity that ends with the registration does not ask to renew it', async (context) => {
  const identity = await delegated(Date.now() + HOUR);
  const { registrar, registry } = await setting(context, identity);
  const renewal = registry.renew(16n, { ...ENDING, expiresNanos: endNanosOf(identity)! });
  await assertRefused(renewal, 'identity-expired', /ends with the registration/);
  assert.equal(registrar.calls.length, 0);
});

test('a renewal that is refused is told with the reason', async (context) => {
  const { registrar, registry } = await setting(context);
  registrar.refuseFromNowOn();
  await assertRefused(
    registry.renew(16n, ENDING),
    'registration',
    /bw4dl-smaaa-aaaaa-qaacq-cai did not renew the registration: too many clients/,
  );
});
