import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import {
  decodeGatewayFrame,
  decodeMessage,
  encodeClientFrame,
  encodeFirstFrame,
  encodeMessage,
  encodeOpening,
} from '../src/frames.js';
import { libraryKey } from '../src/signingKey.js';
import { assertRefused } from './fixtures/refusal.js';

const OPENING =
  'd9d9f7a26b63616e69737465725f6964781b627734646c2d736d6161612d61616161612d71616163712d63616969636c69656e745f696410';
const OPENING_SIGNATURE =
  'd1c69093aa6727773aeb4629d620f3b074d6ac21118806918da9dbd167cdc884' +
  'd6816aaf386733b3f59e4506e1e86212f6f0f3181c111135353fb5b301618101';

test('first message and signature equal the test vector of the protocol', async () => {
  const opening = encodeOpening('bw4dl-smaaa-aaaaa-qaacq-cai', 16n);
  assert.equal(bytesToHex(opening), OPENING);
  const signature = await libraryKey(new Uint8Array(32).fill(7)).sign(opening);
  assert.equal(bytesToHex(signature), OPENING_SIGNATURE);
});

test('first frame is a tagged map of content and signature', () => {
  const frame = encodeFirstFrame(Uint8Array.of(1, 2), Uint8Array.of(3));
  assert.equal(
    bytesToHex(frame),
    'd9d9f7a2' + '72636c69656e745f63616e69737465725f6964' + '420102' + '63736967' + '4103',
  );
});

test('client message is a tagged map with its numbers as unsigned integers', () => {
  const message = encodeMessage({
    clientId: 16n,
    sequenceNumber: 0n,
    timestampNanos: 1_700_000_000_000_000_000n,
    payload: Uint8Array.of(0xa0),
  });
  assert.equal(
    bytesToHex(message),
    'd9d9f7a4' +
      '69636c69656e745f6964' +
      '10' +
      '6c73657175656e63655f6e756d' +
      '00' +
      '6974696d657374616d70' +
      '1b17979cfe362a0000' +
      '676d657373616765' +
      '41a0',
  );
  assert.equal(
    bytesToHex(encodeClientFrame(Uint8Array.of(9), Uint8Array.of(8))),
    'd9d9f7a2' + '63736967' + '4108' + '6376616c' + '4109',
  );
});

const NOTICE =
  'a5' +
  '69636c69656e745f6964' +
  '10' +
  '6c73657175656e63655f6e756d' +
  '00' +
  '6974696d657374616d70' +
  '1b17979cfe362a0000' +
  '676d657373616765' +
  '40';
const HEARTBEAT = '69686561727462656174' + '03';
const CLOSED = '66636c6f736564' + '6765787069726564';
const EMPTY = {
  clientId: 16n,
  sequenceNumber: 0n,
  timestampNanos: 1_700_000_000_000_000_000n,
  payload: new Uint8Array(),
};

test('a heartbeat is an empty message with a count', () => {
  const heartbeat = { ...EMPTY, heartbeat: 3n };
  assert.equal(bytesToHex(encodeMessage(heartbeat)), 'd9d9f7' + NOTICE + HEARTBEAT);
  assert.deepEqual(decodeMessage(hexToBytes(NOTICE + HEARTBEAT)), heartbeat);
});

test('the last message says why the canister closes the client', () => {
  assert.deepEqual(decodeMessage(hexToBytes(NOTICE + CLOSED)), { ...EMPTY, closed: 'expired' });
});

const BAD_NOTICES: Record<string, [hex: string, message: RegExp]> = {
  'counts what is no number': [
    NOTICE + '69686561727462656174' + '6133',
    /"heartbeat" is not an un/,
  ],
  'closes for another reason': [
    NOTICE + '66636c6f736564' + '6178',
    /neither "expired" nor "silent"/,
  ],
  'is both heartbeat and last': [NOTICE.replace('a5', 'a6') + HEARTBEAT + CLOSED, /more than its/],
  'has a content beside its count': [NOTICE.slice(0, -2) + '4101' + HEARTBEAT, /more than its/],
};

for (const [name, [hex, message]] of Object.entries(BAD_NOTICES)) {
  test(`a message that ${name} is malformed`, () =>
    assertRefused(() => decodeMessage(hexToBytes(hex)), 'malformed-frame', message));
}

const GATEWAY_FRAME =
  'a4' + '636b6579' + '616b' + '6376616c' + '4101' + '6463657274' + '4102' + '6474726565' + '4103';

for (const [name, tag] of [
  ['without', ''],
  ['with', 'd9d9f7'],
] as const) {
  test(`gateway frame is read ${name} the self-describe tag`, () => {
    assert.deepEqual(decodeGatewayFrame(hexToBytes(tag + GATEWAY_FRAME)), {
      key: 'k',
      message: Uint8Array.of(1),
      certificate: Uint8Array.of(2),
      tree: Uint8Array.of(3),
    });
  });

  test(`canister message is read ${name} the self-describe tag`, () => {
    const fields =
      'a4' +
      '69636c69656e745f6964' +
      '1bffffffffffffffff' +
      '6c73657175656e63655f6e756d' +
      '1903e8' +
      '6974696d657374616d70' +
      '1b17979cfe362a0000' +
      '676d657373616765' +
      '41a0';
    assert.deepEqual(decodeMessage(hexToBytes(tag + fields)), {
      clientId: 18_446_744_073_709_551_615n,
      sequenceNumber: 1000n,
      timestampNanos: 1_700_000_000_000_000_000n,
      payload: Uint8Array.of(0xa0),
    });
  });
}

const BAD_FRAMES: Record<string, [hex: string, message: RegExp]> = {
  nothing: ['', /not CBOR/],
  'not CBOR': ['ff', /not CBOR/],
  'a map cut short': [GATEWAY_FRAME.slice(0, -2), /not CBOR/],
  'bytes after the map': [GATEWAY_FRAME + '00', /not CBOR/],
  'a map of indefinite length': ['bf' + GATEWAY_FRAME.slice(2) + 'ff', /not CBOR/],
  'a length beyond the frame': ['a1636b65795b7fffffffffffffff', /not CBOR/],
  'arrays nested 100,000 deep': ['81'.repeat(100_000), /not CBOR/],
  'another tag': ['d8ff' + GATEWAY_FRAME, /not CBOR/],
  'a repeated field': ['a2636b6579616b636b6579616b', /not CBOR/],
  'a number': ['01', /not a CBOR map/],
  'a list': ['80', /not a CBOR map/],
  bytes: ['4101', /not a CBOR map/],
  null: ['f6', /not a CBOR map/],
  'a missing field': ['a3' + '636b6579616b' + '6376616c4101' + '64636572744102', /no field "tree"/],
  'an unknown field': ['a5' + GATEWAY_FRAME.slice(2) + '617800', /unknown field "x"/],
  'a key that is bytes': ['a4' + '636b65794101' + GATEWAY_FRAME.slice(14), /"key" is not a text/],
  'a val that is text': [
    GATEWAY_FRAME.replace('6376616c4101', '6376616c6101'),
    /"val" is not a byte string/,
  ],
};

for (const [name, [hex, message]] of Object.entries(BAD_FRAMES)) {
  test(`a frame that is ${name} is malformed`, () =>
    assertRefused(() => decodeGatewayFrame(hexToBytes(hex)), 'malformed-frame', message));
}

const BAD_NUMBERS = { negative: '20', text: '6131', 'a fraction': 'f93e00', bytes: '4101' };

for (const [name, hex] of Object.entries(BAD_NUMBERS)) {
  test(`a message whose client id is ${name} is malformed`, () => {
    const fields =
      'a4' +
      '69636c69656e745f6964' +
      hex +
      '6c73657175656e63655f6e756d00' +
      '6974696d657374616d7000' +
      '676d65737361676541a0';
    return assertRefused(
      () => decodeMessage(hexToBytes(fields)),
      'malformed-frame',
      /"client_id" is not an unsigned number/,
    );
  });
}
