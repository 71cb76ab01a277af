import { Ed25519KeyIdentity } from '@icp-sdk/core/identity';

/** The Ed25519 key pair of one connection. */
export interface SigningKey {
  /** The raw public key, 32 bytes. */
  readonly publicKey: Uint8Array;

  /** The Ed25519 signature (RFC 8032) over exactly these bytes, 64 bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/**
 * A fresh key pair. The browser keeps it where it can: then no script, this one included, can read
 * the private key. Pages outside secure contexts and older browsers get one made in JavaScript.
 */
export async function generateSigningKey(): Promise<SigningKey> {
  return (await platformKey()) ?? libraryKey();
}

/** The key pair that belongs to a 32-byte seed, or to a random one. */
export function libraryKey(seed?: Uint8Array): SigningKey {
  const identity = Ed25519KeyIdentity.generate(seed);
  return {
    publicKey: identity.getPublicKey().toRaw() as Uint8Array,
    sign: (bytes) => identity.sign(bytes),
  };
}

async function platformKey(): Promise<SigningKey | undefined> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (subtle === undefined) {
    return undefined;
  }
  let pair: CryptoKeyPair;
  try {
    pair = (await subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
  } catch {
    // How a platform without Ed25519 says so differs (NotSupportedError, SyntaxError, TypeError),
    // and whatever the reason, the library's key serves as well.
    return undefined;
  }
  return {
    publicKey: new Uint8Array(await subtle.exportKey('raw', pair.publicKey)),
    sign: async (bytes) =>
      new Uint8Array(await subtle.sign('Ed25519', pair.privateKey, bytes as BufferSource)),
  };
}
