import type { HttpAgent } from '@icp-sdk/core/agent';
import { IDL } from '@icp-sdk/core/candid';
import type { Principal } from '@icp-sdk/core/principal';
import type { Authority } from './authority.js';
import { type Clock, nanosToMillis } from './clock.js';
import { IcWebSocketError } from './errors.js';
import { explain } from './rejection.js';
import type { Surroundings } from './surroundings.js';
import {
  CANDID_TERMS,
  CANDID_WISHES,
  type CandidTerms,
  candidWishes,
  type Terms,
  termsFrom,
} from './terms.js';

/** An identity that ends sooner than this is not worth registering with, if a fresh one is to be had. */
const SOON_MILLIS = 300_000;

/** A client that the canister has made. */
export interface Registration {
  readonly clientId: bigint;
  /** Undefined if the canister knows neither expiry nor heartbeat. */
  readonly terms: Terms | undefined;
}

export interface RegistryOptions {
  readonly agent: Pick<HttpAgent, 'update' | 'parseTimeFromResponse'>;
  readonly canisterId: Principal;
  readonly authority: Authority;
  readonly clock: Clock;
  readonly surroundings: Pick<Surroundings, 'now'>;
}

/** The canister's list of clients, to which this client speaks directly and not through a gateway. */
export class Registry {
  readonly #options: RegistryOptions;

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  /**
   * Makes a public key known to the canister.
   *
   * @throws IcWebSocketError `registration` or `identity-expired`
   */
  async register(publicKey: Uint8Array): Promise<Registration> {
    const { authority, clock } = this.#options;
    const endNanos = await authority.lastingBeyond(clock() + SOON_MILLIS);
    const arg = IDL.encode([IDL.Vec(IDL.Nat8), CANDID_WISHES], [publicKey, candidWishes(endNanos)]);
    return this.#call('ws_register', arg, 'did not register this client', registrationFrom);
  }

  /**
   * Has a registration last longer.
   *
   * @param terms those that hold now
   * @throws IcWebSocketError `registration` or `identity-expired`; it holds as long as before
   */
  async renew(clientId: bigint, { expiresNanos }: Terms): Promise<Terms> {
    const endNanos = await this.#options.authority.lastingBeyond(nanosToMillis(expiresNanos));
    if (endNanos !== undefined && endNanos <= expiresNanos) {
      const message = "the identity's authority ends with the registration";
      throw new IcWebSocketError('identity-expired', message);
    }
    const arg = IDL.encode([IDL.Nat64, CANDID_WISHES], [clientId, candidWishes(endNanos)]);
    return this.#call('ws_renew', arg, 'did not renew the registration', (reply, agreed) => {
      const [terms] = IDL.decode([CANDID_TERMS], reply);
      return agreed(terms as unknown as CandidTerms);
    });
  }

  /** Calls and reads the certified answer. */
  async #call<T>(
    methodName: string,
    arg: Uint8Array,
    failing: string,
    read: (reply: Uint8Array, agreed: (terms: CandidTerms) => Terms) => T,
  ): Promise<T> {
    const { agent, canisterId, surroundings } = this.#options;
    const askedAtMillis = surroundings.now();
    try {
      const { reply, rawCertificate } = await agent.update(canisterId, { methodName, arg });
      const answerTimeMillis = agent.parseTimeFromResponse({ certificate: rawCertificate });
      return read(reply, (terms) => termsFrom(terms, askedAtMillis, answerTimeMillis));
    } catch (cause) {
      throw new IcWebSocketError(
        'registration',
        `the canister ${canisterId.toText()} ${failing}: ${explain(cause)}`,
        { cause },
      );
    }
  }
}

function registrationFrom(reply: Uint8Array, agreed: (terms: CandidTerms) => Terms): Registration {
  const [clientId, terms] = decodeRegistration(reply);
  return { clientId, terms: terms && agreed(terms) };
}

/** Older canisters answer with the client id alone. */
function decodeRegistration(reply: Uint8Array): [bigint, CandidTerms?] {
  try {
    const [clientId, [terms]] = IDL.decode([IDL.Nat64, IDL.Opt(CANDID_TERMS)], reply) as never as [
      bigint,
      [CandidTerms?],
    ];
    return terms === undefined ? [clientId] : [clientId, terms];
  } catch {
    // The library insists on as many values as types, also where a missing one could be null.
    const [clientId] = IDL.decode([IDL.Nat64], reply);
    return [clientId as unknown as bigint];
  }
}
