import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings, parseSettings } from '../src/settings.js';

const ANSWER = {
  canisterId: 'bkyz2-fmaaa-aaaaa-qaaaq-cai',
  networkUrl: 'http://127.0.0.1:4943',
  rootKey: '3081',
  gatewayPaths: { poc: '/poc', v1: '/v1' },
};

test('the gateway is where the page came from', () => {
  assert.deepEqual(parseSettings(ANSWER, 'https://gateway.example/?x=1#y'), {
    canisterId: 'bkyz2-fmaaa-aaaaa-qaaaq-cai',
    networkUrl: 'http://127.0.0.1:4943',
    rootKey: '3081',
    gatewayUrls: { poc: 'wss://gateway.example/poc', v1: 'wss://gateway.example/v1' },
  });
  const local = parseSettings(ANSWER, 'http://127.0.0.1:8080/');
  assert.equal(local.gatewayUrls.v1, 'ws://127.0.0.1:8080/v1');
});

test('settings that are null are left out', () => {
  const settings = parseSettings({ ...ANSWER, canisterId: null, rootKey: null }, 'http://host/');
  assert.equal(settings.canisterId, undefined);
  assert.equal(settings.rootKey, undefined);
});

test('a canister in the address of the page stands in for that of the settings', () => {
  const settings = parseSettings(ANSWER, 'http://host/?canister=bw4dl-smaaa-aaaaa-qaacq-cai');
  assert.equal(settings.canisterId, 'bw4dl-smaaa-aaaaa-qaacq-cai');
});

test('settings of another shape are refused by name', () => {
  const refused = (answer: object, name: RegExp) =>
    assert.throws(() => parseSettings(answer, 'http://host/'), name);
  refused({}, /"networkUrl"/);
  refused({ ...ANSWER, gatewayPaths: undefined }, /"gatewayPaths\.poc"/);
  refused({ ...ANSWER, gatewayPaths: { poc: '/poc', v1: 1 } }, /"gatewayPaths\.v1"/);
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
  assert.equal(settings.networkUrl, 'http://127.0.0.1:4943');
  assert.deepEqual(pauses, [7]);
});

test('a gateway that never gets ready is given up', async () => {
  const answers = Array.from({ length: 30 }, () => new Response(null, { status: 503 }));
  await assert.rejects(loadFrom(...answers), /answered 503/);
});

test('a server without settings is named as that', () =>
  assert.rejects(loadFrom(new Response(null, { status: 404 })), /answered 404/));
