/** What client and canister agree on at a registration: until when it holds, and the heartbeat. */
import { IDL } from '@icp-sdk/core/candid';
import { nanosToMillis } from './clock.js';

/** What the canister grants. Its answer is certified: no gateway can hide or change it. */
export interface Terms {
  /** When the registration ends, in nanoseconds since 1970 by the network's clock. */
  readonly expiresNanos: bigint;

  /** The same by `Surroundings.now`, and rather too early than too late. */
  readonly endsAtMillis: number;

  /** How often the canister sends a heartbeat. */
  readonly heartbeatMillis: number;

  /** How late the answer to a heartbeat, or a heartbeat itself, may be. */
  readonly timeoutMillis: number;
}

/** As the canister answers. */
export interface CandidTerms {
  readonly expires: bigint;
  readonly heartbeat_nanos: bigint;
  readonly timeout_nanos: bigint;
}

export const CANDID_TERMS = IDL.Record({
  expires: IDL.Nat64,
  heartbeat_nanos: IDL.Nat64,
  timeout_nanos: IDL.Nat64,
});

/** What this client asks for; that it asks at all says that it knows the heartbeat. */
export const CANDID_WISHES = IDL.Opt(IDL.Record({ expires: IDL.Opt(IDL.Nat64) }));

/** @param endsNanos when the caller's authority ends; nothing leaves it to the canister */
export function candidWishes(endsNanos: bigint | undefined) {
  return [{ expires: endsNanos === undefined ? [] : [endsNanos] }];
}

/**
 * @param askedAtMillis when the canister was asked, by `Surroundings.now`
 * @param answerTimeMillis the time in the answer's certificate: no difference between the clocks
 *     comes into what is left of the time
 */
export function termsFrom(
  { expires, heartbeat_nanos, timeout_nanos }: CandidTerms,
  askedAtMillis: number,
  answerTimeMillis: number,
): Terms {
  return {
    expiresNanos: expires,
    endsAtMillis: askedAtMillis + nanosToMillis(expires) - answerTimeMillis,
    heartbeatMillis: nanosToMillis(heartbeat_nanos),
    timeoutMillis: nanosToMillis(timeout_nanos),
  };
}
