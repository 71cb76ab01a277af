import type { SignIdentity } from '@dfinity/agent';
import { DelegationChain, DelegationIdentity, Ed25519KeyIdentity } from '@dfinity/identity';

/** How long a delegation is good: as after logging in with Internet Identity, for a day's work. */
const DELEGATION_MILLIS = 8 * 60 * 60 * 1000;

/** An identity that nobody else has, whose key signs. */
export function ownIdentity(): SignIdentity {
  return Ed25519KeyIdentity.generate();
}

/** A user's identity whose key has allowed another one, made for this page, to sign in its place. */
export async function delegatedIdentity(): Promise<SignIdentity> {
  const user = Ed25519KeyIdentity.generate();
  const session = Ed25519KeyIdentity.generate();
  const end = new Date(Date.now() + DELEGATION_MILLIS);
  const chain = await DelegationChain.create(user, session.getPublicKey(), end);
  return DelegationIdentity.fromDelegation(session, chain);
}
