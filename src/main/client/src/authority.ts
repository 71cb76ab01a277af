import type { Identity } from '@icp-sdk/core/agent';
import { type Clock, nanosToMillis } from './clock.js';
import { firstLine, IcWebSocketError } from './errors.js';

/** An identity, or a function that gives one: the present one, or a fresh one after a new login. */
export type IdentitySource = Identity | (() => Identity | Promise<Identity>);

/** In whose name this client registers, and until when that identity may speak. */
export class Authority {
  readonly #source: IdentitySource;
  readonly #adopt: (identity: Identity) => void;
  readonly #clock: Clock;
  #present: Identity | undefined;
  #asking: Promise<void> | undefined;

  /** @param adopt has the calls to the canister signed by this identity from now on */
  constructor(source: IdentitySource, adopt: (identity: Identity) => void, clock: Clock) {
    this.#source = source;
    this.#adopt = adopt;
    this.#clock = clock;
  }

  /**
   * Sees to it that the present identity lasts beyond that moment, if one is to be had that does.
   *
   * @returns when its authority ends, in nanoseconds since 1970; undefined if it does not end
   * @throws IcWebSocketError `identity-expired`, or `registration` if the application gave none
   */
  async lastingBeyond(momentMillis: number): Promise<bigint | undefined> {
    if (!this.#lastsBeyond(momentMillis)) {
      await this.#refresh();
    }
    if (!this.#lastsBeyond(this.#clock())) {
      throw new IcWebSocketError('identity-expired', "the identity's authority has ended");
    }
    return this.#endNanos();
  }

  /** Whoever needs an identity while one is being asked for gets the same one. */
  #refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #ask(): Promise<void> {
    try {
      const given = typeof this.#source === 'function' ? await this.#source() : this.#source;
      if (given !== this.#present) {
        this.#present = given;
        this.#adopt(given);
      }
    } catch (cause) {
      // As long as the one before is good, nothing is lost yet.
      if (!this.#lastsBeyond(this.#clock())) {
        const message = `the application gave no identity: ${firstLine(cause)}`;
        throw new IcWebSocketError('registration', message, { cause });
      }
    }
  }

  #lastsBeyond(momentMillis: number): boolean {
    const endNanos = this.#endNanos();
    return (
      this.#present !== undefined &&
      (endNanos === undefined || nanosToMillis(endNanos) > momentMillis)
    );
  }

  #endNanos(): bigint | undefined {
    return this.#present && endNanosOf(this.#present);
  }
}

/** What an identity has that acts through delegations, in whichever copy of the library it was made. */
interface Delegated {
  getDelegation(): { delegations: readonly { delegation: { expiration: bigint } }[] };
}

/** When the earliest of its delegations ends; undefined for a plain key. */
export function endNanosOf(identity: Identity): bigint | undefined {
  if (!('getDelegation' in identity)) {
    return undefined;
  }
  const { delegations } = (identity as Identity & Delegated).getDelegation();
  return delegations
    .map(({ delegation }) => delegation.expiration)
    .reduce((earliest, end) => (end < earliest ? end : earliest));
}
