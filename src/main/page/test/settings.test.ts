import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings, parseSettings } from '../src/settings.js';

const CANISTER = 'bkyz2-fmaaa-aaaaa-qaaaq-cai';
const CANISTER_V1 = 'bd3sg-teaaa-aaaaa-qaaba-cai';

const ANSWER = {
  networkUrl: 'http://127.0.0.1:4943',
  rootKey: '3081',
  protocols: {
    poc: { canisterId: CANISTER, gatewayPath: '/poc' },
    v1: { canisterId: CANISTER_V1, gatewayPath: '/v1' },
  },
};

test('each protocol has its canister, and its gateway where the page came from', () => {
  const network = { networkUrl: 'http://127.0.0.1:4943', rootKey: '3081' };
  assert.deepEqual(parseSettings(ANSWER, 'https://gateway.example/?x=1#y'), {
    poc: { ...network, canisterId: CANISTER, gatewayUrl: 'wss://gateway.example/poc' },
    v1: { ...network, canisterId: CANISTER_V1, gatewayUrl: 'wss://gateway.example/v1' },
  });
  const local = parseSettings(ANSWER, 'http://127.0.0.1:8080/');
  assert.equal(local.poc.gatewayUrl, 'ws://127.0.0.1:8080/poc');
});

test('settings that are null are left out', () => {
  const v1 = { canisterId: null, gatewayPath: '/v1' };
  const answer = { ...ANSWER, rootKey: null, protocols: { ...ANSWER.protocols, v1 } };
  const settings = parseSettings(answer, 'http://host/');
  assert.equal(settings.v1.canisterId, undefined);
  assert.equal(settings.v1.rootKey, undefined);
  assert.equal(settings.poc.canisterId, CANISTER);
});

test('a canister in the address of the page stands in for those of the settings', () => {
  const settings = parseSettings(ANSWER, 'http://host/?canister=bw4dl-smaaa-aaaaa-qaacq-cai');
  assert.equal(settings.poc.canisterId, 'bw4dl-smaaa-aaaaa-qaacq-cai');
  assert.equal(settings.v1.canisterId, 'bw4dl-smaaa-aaaaa-qaacq-cai');
});

test('settings of another shape are refused by name', () => {
  const refused = (change: object, name: RegExp) =>
    assert.throws(() => parseSettings({ ...ANSWER, ...change }, 'http://host/'), name);
  refused({ networkUrl: undefined }, /"networkUrl"/);
  refused({ protocols: null }, /"protocols"/);
  refused({ protocols: { poc: ANSWER.protocols.poc } }, /"v1"/);
  const poc = { ...ANSWER.protocols.poc, gatewayPath: 1 };
  refused({ protocols: { ...ANSWER.protocols, poc } }, /"gatewayPath"/);
});

/** Loads from a server that gives these answers, one after the other. */
async function loadFrom(...answers: Response[]) {
  const pauses: number[] = [];
  const settings = await loadSettings({
    pageUrl: 'http://host/demo/',
    fetch: async (url) => {
      assert.equal(url.href, 'http://host/demo/api/settings');
      return answers.shift()!;
    },
    pause: async (seconds) => void pauses.push(seconds),
  });
  return { settings, pauses };
}

test('a gateway that is still starting is asked again when it says so', async () => {
  const notYet = new Response(null, { status: 503, headers: { 'Retry-After': '7' } });
  const { settings, pauses } = await loadFrom(notYet, Response.json(ANSWER));
  assert.equal(settings.poc.networkUrl, 'http://127.0.0.1:4943');
  assert.deepEqual(pauses, [7]);
});

test('a gateway that never gets ready is given up', async () => {
  const answers = Array.from({ length: 30 }, () => new Response(null, { status: 503 }));
  await assert.rejects(loadFrom(...answers), /answered 503/);
});

test('a server without settings is named as that', () =>
  assert.rejects(loadFrom(new Response(null, { status: 404 })), /answered 404/));
