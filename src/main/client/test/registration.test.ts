/** In whose name a client registers, as its options say. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpAgent, type Identity } from '@icp-sdk/core/agent';
import { DelegationChain, DelegationIdentity, Ed25519KeyIdentity } from '@icp-sdk/core/identity';
import { Principal } from '@icp-sdk/core/principal';
import { endNanosOf } from '../src/authority.js';
import { agentFor, authorityFor } from '../src/registration.js';
import { CANISTER, ROOT } from './fixtures/testNetwork.js';

const HOUR = 3_600_000;
const NETWORK = { url: 'http://127.0.0.1:1', rootKey: ROOT.der };

async function delegated(): Promise<DelegationIdentity> {
  const [user, session] = [Ed25519KeyIdentity.generate(), Ed25519KeyIdentity.generate()];
  const end = new Date(Date.now() + HOUR);
  const chain = await DelegationChain.create(user, session.getPublicKey(), end);
  return DelegationIdentity.fromDelegation(session, chain);
}

function agentOf(identity?: Identity): HttpAgent {
  const { url, rootKey } = NETWORK;
  return HttpAgent.createSync({ host: url, rootKey, ...(identity && { identity }) });
}

/** Until when the authority lasts that these options make, and whom the agent then speaks for. */
async function outcome(options: { identity?: Identity; agent?: HttpAgent }) {
  const all = { canisterId: CANISTER, network: NETWORK, ...options };
  const agent = agentFor(all);
  const endNanos = await authorityFor(all, agent, Date.now).lastingBeyond(Date.now());
  return { endNanos, principal: (await agent.getPrincipal()).toText() };
}

test("an identity named speaks through the agent, also through the application's own", async () => {
  const identity = await delegated();
  const expected = {
    endNanos: endNanosOf(identity),
    principal: identity.getPrincipal().toText(),
  };
  assert.deepEqual(await outcome({ identity }), expected);
  const agent = agentOf(Ed25519KeyIdentity.generate());
  assert.deepEqual(await outcome({ identity, agent }), expected);
});

test("without one it is the identity that the application's agent was made with", async () => {
  const identity = await delegated();
  assert.deepEqual(await outcome({ agent: agentOf(identity) }), {
    endNanos: endNanosOf(identity),
    principal: identity.getPrincipal().toText(),
  });
});

test('an agent that was made with none stays as it is', async () => {
  const agent = agentOf();
  const identity = Ed25519KeyIdentity.generate();
  assert.equal((await outcome({ agent })).principal, Principal.anonymous().toText());
  agent.replaceIdentity(identity);
  assert.deepEqual(await outcome({ agent }), {
    endNanos: undefined,
    principal: identity.getPrincipal().toText(),
  });
});

test('without either it is one of this client alone', async () => {
  const [one, other] = [await outcome({}), await outcome({})];
  assert.equal(one.endNanos, undefined);
  assert.notEqual(one.principal, other.principal);
});
