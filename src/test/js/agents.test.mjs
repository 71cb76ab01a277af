// The published agents against the local network, verifying certificates and query signatures.
// Environment: DEVNET_URL, PROBE_CANISTER (an installed Probe.mo), PROBE_WASM (its module's file).

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { libraries } from './libraries.mjs';
import { managementInterface } from './management.mjs';
import { probeInterface } from './probe.mjs';

const host = process.env.DEVNET_URL;
const probeId = process.env.PROBE_CANISTER;
const wasm = readFileSync(process.env.PROBE_WASM);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
const hex = (bytes) => Buffer.from(bytes).toString('hex');

for (const [name, library] of Object.entries(libraries)) {
  describe(name, () => {
    const {
      Actor,
      AnonymousIdentity,
      CanisterStatus,
      Certificate,
      DelegationChain,
      DelegationIdentity,
      ECDSAKeyIdentity,
      Ed25519KeyIdentity,
      HttpAgent,
      IDL,
      Principal,
      Secp256k1KeyIdentity,
      lookupResultToBuffer,
    } = library;

    const agentOf = (identity) =>
      HttpAgent.create({
        host,
        identity,
        shouldFetchRootKey: true,
        verifyQuerySignatures: true,
        retryTimes: 0,
      });
    const probe = (agent, canisterId = probeId) =>
      Actor.createActor(probeInterface, { agent, canisterId });
    const management = (agent, effectiveCanisterId) =>
      Actor.createActor(managementInterface, {
        agent,
        canisterId: 'aaaaa-aa',
        effectiveCanisterId: Principal.from(effectiveCanisterId),
      });
    const createCanister = async (agent) => {
      const { canister_id } = await management(
        agent,
        probeId,
      ).provisional_create_canister_with_cycles({ amount: [], settings: [] });
      return canister_id;
    };
    const createProbe = async (agent) => {
      const canister_id = await createCanister(agent);
      await management(agent, canister_id).install_code({
        mode: { install: null },
        canister_id,
        wasm_module: wasm,
        arg: noArguments,
      });
      return canister_id;
    };
    const noArguments = new Uint8Array(IDL.encode([], []));

    test('status tells a root key that certificates verify under', async () => {
      const agent = await agentOf(new AnonymousIdentity());
      const status = await agent.status();
      assert.equal(hex(status.root_key), hex(agent.rootKey));
      assert.equal(status.replica_health_status, 'healthy');
    });

    test('updates change state and queries see it', async () => {
      const actor = probe(await agentOf(new AnonymousIdentity()));
      const before = await actor.get();
      assert.equal(await actor.increment(), before + 1n);
      assert.equal(await actor.incrementTwice(), before + 3n);
      assert.equal(await actor.get(), before + 3n);
    });

    test('composite queries call queries of other canisters', async () => {
      const agent = await agentOf(Ed25519KeyIdentity.generate());
      const other = await createProbe(agent);
      await probe(agent, other).increment();
      assert.deepEqual(await probe(agent).askTwice(other), [2n, 2n]);
    });

    test('a canister that refuses is a reject with code 4', async () => {
      const actor = probe(await agentOf(new AnonymousIdentity()));
      for (const method of ['refuse', 'refuseQuery']) {
        await assert.rejects(actor[method](), (error) => {
          assert.equal(error.cause.code.rejectCode, 4);
          assert.match(error.cause.code.rejectMessage, /not today/);
          return true;
        });
      }
    });

    test('a trap is a reject with code 5 and leaves no change', async () => {
      const actor = probe(await agentOf(new AnonymousIdentity()));
      const before = await actor.get();
      await assert.rejects(actor.changeAndTrap(), (error) => {
        assert.equal(error.cause.code.rejectCode, 5);
        assert.equal(error.cause.code.rejectErrorCode, 'IC0503');
        assert.match(error.cause.code.rejectMessage, /changed my mind/);
        return true;
      });
      assert.equal(await actor.get(), before);
    });

    test('methods and canisters that do not exist are rejects', async () => {
      const agent = await agentOf(new AnonymousIdentity());
      const code = (expected) => (error) => {
        assert.equal(error.cause.code.rejectErrorCode, expected);
        return true;
      };
      await assert.rejects(probe(agent).nosuch(), code('IC0536'));
      await assert.rejects(probe(agent).nosuchQuery(), code('IC0536'));
      const nowhere = Principal.fromHex('00000000000fffff0101').toText();
      await assert.rejects(probe(agent, nowhere).increment(), code('IC0301'));
      await assert.rejects(probe(agent, nowhere).get(), code('IC0301'));
    });

    const identities = {
      anonymous: () => new AnonymousIdentity(),
      Ed25519: () => Ed25519KeyIdentity.generate(),
      'P-256': () => ECDSAKeyIdentity.generate(),
      secp256k1: () => Secp256k1KeyIdentity.generate(),
      'a delegation': async () => {
        const root = Ed25519KeyIdentity.generate();
        const session = await ECDSAKeyIdentity.generate();
        const chain = await DelegationChain.create(
          root,
          session.getPublicKey(),
          new Date(Date.now() + 600_000),
          { targets: [Principal.fromText(probeId)] },
        );
        return DelegationIdentity.fromDelegation(session, chain);
      },
    };
    for (const [kind, make] of Object.entries(identities)) {
      test(`${kind} identity is who the canister sees`, async () => {
        const identity = await make();
        const actor = probe(await agentOf(identity));
        const seen = await actor.whoami();
        assert.equal(seen.toText(), identity.getPrincipal().toText());
        assert.ok((await actor.increment()) > 0n);
      });
    }

    test('a delegation that is limited to another canister is refused', async () => {
      const root = Ed25519KeyIdentity.generate();
      const session = Ed25519KeyIdentity.generate();
      const chain = await DelegationChain.create(
        root,
        session.getPublicKey(),
        new Date(Date.now() + 600_000),
        { targets: [Principal.fromText('aaaaa-aa')] },
      );
      const actor = probe(await agentOf(DelegationIdentity.fromDelegation(session, chain)));
      await assert.rejects(actor.increment(), /targets/);
    });

    test('a signature by another key is refused', async () => {
      const identity = Ed25519KeyIdentity.generate();
      const other = Ed25519KeyIdentity.generate();
      identity.sign = (message) => other.sign(message);
      await assert.rejects(probe(await agentOf(identity)).increment(), /Invalid signature/);
    });

    test('read_state tells metadata, module hash, controllers and the subnet', async () => {
      const agent = await agentOf(new AnonymousIdentity());
      const canisterId = Principal.fromText(probeId);
      const paths = ['time', 'module_hash', 'controllers', 'candid', 'subnet'];
      const status = await CanisterStatus.request({ agent, canisterId, paths });
      assert.equal(status.get('module_hash'), hex(sha256(wasm)));
      assert.deepEqual(
        status.get('controllers').map((each) => each.toText()),
        [Principal.anonymous().toText()],
      );
      assert.match(status.get('candid'), /increment: \(\) -> \(nat\)/);
      assert.equal(status.get('subnet').nodeKeys.size, 1);
      assert.ok(Math.abs(status.get('time').getTime() - Date.now()) < 60_000);
    });

    test('an empty canister has no metadata', async () => {
      const agent = await agentOf(Ed25519KeyIdentity.generate());
      const canisterId = await createCanister(agent);
      const paths = ['module_hash', 'candid'];
      const status = await CanisterStatus.request({ agent, canisterId, paths });
      assert.equal(status.get('module_hash'), null);
      assert.equal(status.get('candid'), null);
    });

    test('a data certificate certifies what the canister set', async () => {
      const agent = await agentOf(new AnonymousIdentity());
      const actor = probe(agent);
      const data = randomBytes(32);
      await actor.certify(data);
      const [bytes] = await actor.certificate();
      const canisterId = Principal.fromText(probeId);
      const certificate = await Certificate.create({
        certificate: Uint8Array.from(bytes),
        rootKey: agent.rootKey,
        canisterId,
        principal: { canisterId },
      });
      const path = ['canister', canisterId.toUint8Array(), 'certified_data'];
      assert.equal(hex(lookupResultToBuffer(certificate.lookup_path(path))), hex(data));
    });

    test('raw_rand gives 32 bytes, others each time', async () => {
      const actor = probe(await agentOf(new AnonymousIdentity()));
      const first = await actor.random();
      assert.equal(first.length, 32);
      assert.notEqual(hex(first), hex(await actor.random()));
    });

    test('arguments of 1.5 MB pass in both directions', async () => {
      const actor = probe(await agentOf(new AnonymousIdentity()));
      const data = randomBytes(1_500_000);
      assert.equal(await actor.store(data), 1_500_000n);
      assert.equal(hex(await actor.echo(data)), hex(data));
    });

    test('install, upgrade, stop, start, reinstall and delete', async () => {
      const agent = await agentOf(Ed25519KeyIdentity.generate());
      const canister_id = await createCanister(agent);
      const aaaaa = management(agent, canister_id);
      const actor = probe(agent, canister_id);
      const install = (mode) =>
        aaaaa.install_code({ mode, canister_id, wasm_module: wasm, arg: noArguments });

      await install({ install: null });
      await actor.increment();
      await install({ upgrade: [] });
      assert.equal(await actor.get(), 1n);
      assert.equal(await actor.countSinceUpgrade(), 0n);
      await assert.rejects(install({ install: null }), /not empty/);

      await aaaaa.stop_canister({ canister_id });
      const { status, module_hash } = await aaaaa.canister_status({ canister_id });
      assert.deepEqual(status, { stopped: null });
      assert.equal(hex(module_hash[0]), hex(sha256(wasm)));
      await assert.rejects(actor.increment(), /is stopped/);
      await aaaaa.start_canister({ canister_id });
      assert.equal(await actor.increment(), 2n);

      await install({ reinstall: null });
      assert.equal(await actor.get(), 0n);
      await assert.rejects(aaaaa.delete_canister({ canister_id }), /must be stopped/);
      await aaaaa.stop_canister({ canister_id });
      await aaaaa.delete_canister({ canister_id });
      await assert.rejects(actor.get(), /not found/);
    });

    test('only controllers manage a canister', async () => {
      const owner = Ed25519KeyIdentity.generate();
      const canister_id = await createCanister(await agentOf(owner));
      const stranger = management(await agentOf(Ed25519KeyIdentity.generate()), canister_id);
      await assert.rejects(
        stranger.stop_canister({ canister_id }),
        /Only the controllers of the canister/,
      );
    });

    test('a module over 2 MiB is installed in chunks', async () => {
      const agent = await agentOf(Ed25519KeyIdentity.generate());
      const canister_id = await createCanister(agent);
      const aaaaa = management(agent, canister_id);
      const large = withCustomSection(wasm, 3 * 1024 * 1024);
      const chunk_hashes_list = [];
      for (let from = 0; from < large.length; from += 1024 * 1024) {
        const chunk = large.subarray(from, from + 1024 * 1024);
        chunk_hashes_list.push(await aaaaa.upload_chunk({ canister_id, chunk }));
      }
      assert.equal((await aaaaa.stored_chunks({ canister_id })).length, 4);
      await aaaaa.install_chunked_code({
        mode: { install: null },
        target_canister: canister_id,
        store_canister: [],
        chunk_hashes_list,
        wasm_module_hash: sha256(large),
        arg: noArguments,
      });
      await aaaaa.clear_chunk_store({ canister_id });
      assert.equal(await probe(agent, canister_id).increment(), 1n);
    });

    test('the same signed request twice is executed once', async () => {
      const agent = await agentOf(Ed25519KeyIdentity.generate());
      const canister_id = await createProbe(agent);
      const sent = [];
      const recording = await HttpAgent.create({
        host,
        identity: Ed25519KeyIdentity.generate(),
        shouldFetchRootKey: true,
        fetch: (url, init) => {
          if (String(url).endsWith('/call')) sent.push({ url, init });
          return fetch(url, init);
        },
      });
      assert.equal(await probe(recording, canister_id).increment(), 1n);
      const [{ url, init }] = sent;
      const again = await fetch(url, { ...init, signal: undefined });
      assert.equal(again.status, 200);
      assert.equal(await probe(agent, canister_id).get(), 1n);
    });
  });
}

/** The module with a custom section of that many bytes behind it. */
function withCustomSection(module, bytes) {
  const leb128 = (number) => {
    const out = [];
    for (let rest = number; ; rest >>>= 7) {
      if (rest < 128) return [...out, rest];
      out.push((rest & 127) | 128);
    }
  };
  const name = Buffer.from('padding');
  const content = Buffer.concat([Buffer.from([name.length]), name, randomBytes(bytes)]);
  return Buffer.concat([module, Buffer.from([0, ...leb128(content.length)]), content]);
}
