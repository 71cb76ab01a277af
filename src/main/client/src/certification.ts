/**
 * Is this what the canister certified? Follows the IC interface specification, "Certification" and
 * "Certified data", and the protocol's rule that the canister certifies the hash tree
 * `websocket / <key> / SHA-256(message)`.
 */
import type { Agent, VerifyFunc } from '@icp-sdk/core/agent';
import {
  AgentError,
  blsVerify,
  Certificate,
  CertificateTimeErrorCode,
  lookupResultToBuffer,
  uint8Equals,
} from '@icp-sdk/core/agent';
import { lebDecode, PipeArrayBuffer } from '@icp-sdk/core/candid';
import type { Principal } from '@icp-sdk/core/principal';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import { type Clock, nanosToMillis } from './clock.js';
import { firstLine, IcWebSocketError } from './errors.js';
import type { GatewayFrame } from './frames.js';
import { decodeHashTree, leafAt, rootHash } from './hashTree.js';

const MILLIS_PER_MINUTE = 60_000;
/** Certificates in use at one time: a batch's own and its subnet's delegation, with room to spare. */
const REMEMBERED_SIGNATURES = 16;

export interface CertificationOptions {
  readonly canisterId: Principal;
  /** The network's root key, DER. */
  readonly rootKey: Uint8Array;
  readonly clock: Clock;
  readonly maxCertificateAgeMillis: number;
  readonly maxClockSkewMillis: number;
  /** Asked for the network's time once, before a certificate counts as stale. */
  readonly agent?: Agent;
}

/** Verifies the proof that comes with a message of one canister. */
export class Certification {
  readonly #options: CertificationOptions;
  readonly #verifySignature = rememberVerified(blsVerify);

  constructor(options: CertificationOptions) {
    this.#options = options;
  }

  /**
   * @returns the certificate's time in nanoseconds since 1970
   * @throws IcWebSocketError unless every step from the root key to the message's hash holds
   */
  async verify(frame: GatewayFrame): Promise<bigint> {
    const certificate = await this.#verifyCertificate(frame.certificate);
    const timeNanos = this.#checkTime(certificate);
    await this.#checkMessage(certificate, frame);
    return timeNanos;
  }

  async #verifyCertificate(encoded: Uint8Array): Promise<Certificate> {
    const { canisterId, rootKey, maxCertificateAgeMillis, agent } = this.#options;
    try {
      return await Certificate.create({
        // A copy of its own: the library reads views into a larger buffer, such as Node's, wrongly.
        certificate: new Uint8Array(encoded),
        rootKey,
        principal: { canisterId },
        maxAgeInMinutes: maxCertificateAgeMillis / MILLIS_PER_MINUTE,
        blsVerify: this.#verifySignature,
        ...(agent && { agent }),
      });
    } catch (cause) {
      const stale = cause instanceof AgentError && cause.hasCode(CertificateTimeErrorCode);
      const code = stale ? 'stale-certificate' : 'untrusted-certificate';
      throw new IcWebSocketError(code, `certificate refused: ${firstLine(cause)}`, { cause });
    }
  }

  /** The same bounds once more by our own clock, which a caller can set and move. */
  #checkTime(certificate: Certificate): bigint {
    const encoded = lookupResultToBuffer(certificate.lookup_path(['time']));
    if (encoded === undefined) {
      throw new IcWebSocketError('untrusted-certificate', 'the certificate has no time');
    }
    const timeNanos = lebDecode(new PipeArrayBuffer(encoded));
    const ageMillis = this.#options.clock() - nanosToMillis(timeNanos);
    const { maxCertificateAgeMillis, maxClockSkewMillis } = this.#options;
    if (ageMillis > maxCertificateAgeMillis || ageMillis < -maxClockSkewMillis) {
      throw new IcWebSocketError(
        'stale-certificate',
        `the certificate's time is ${ageMillis} ms before now; allowed are ${-maxClockSkewMillis} to ${maxCertificateAgeMillis}`,
      );
    }
    return timeNanos;
  }

  async #checkMessage(certificate: Certificate, frame: GatewayFrame): Promise<void> {
    const path = ['canister', this.#options.canisterId.toUint8Array(), 'certified_data'];
    const certifiedData = lookupResultToBuffer(certificate.lookup_path(path));
    const tree = decodeHashTree(frame.tree);
    if (certifiedData === undefined || !uint8Equals(await rootHash(tree), certifiedData)) {
      throw new IcWebSocketError(
        'wrong-tree',
        'the tree is not the one that the canister certified',
      );
    }
    const hash = leafAt(tree, 'websocket', frame.key);
    if (hash === undefined || !uint8Equals(sha256(frame.message), hash)) {
      throw new IcWebSocketError(
        'uncertified-message',
        `the canister did not certify this message under the key "${frame.key}"`,
      );
    }
  }
}

/**
 * Verifies each signature once. A certificate covers a whole batch of messages, and its subnet's
 * delegation holds for days, while one BLS verification in JavaScript takes some 20 ms.
 */
export function rememberVerified(verify: VerifyFunc): VerifyFunc {
  const verified = new Set<string>();
  return async (publicKey, signature, message) => {
    const id = bytesToHex(sha256(concatBytes(sha256(publicKey), sha256(signature), message)));
    if (verified.has(id)) {
      return true;
    }
    if (!(await verify(publicKey, signature, message))) {
      return false;
    }
    const oldest = verified.values().next();
    if (verified.size >= REMEMBERED_SIGNATURES && !oldest.done) {
      verified.delete(oldest.value);
    }
    verified.add(id);
    return true;
  };
}
