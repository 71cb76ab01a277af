import { AnonymousIdentity, HttpAgent } from '@icp-sdk/core/agent';
import { Ed25519KeyIdentity } from '@icp-sdk/core/identity';
import type { Principal } from '@icp-sdk/core/principal';
import { hexToBytes } from '@noble/hashes/utils.js';
import { Authority } from './authority.js';
import { Certification } from './certification.js';
import type { Clock } from './clock.js';
import { IcWebSocketError } from './errors.js';
import type { IcWebSocketOptions, Limits } from './options.js';
import type { Registry } from './registry.js';
import { Session } from './session.js';
import type { SigningKey } from './signingKey.js';

const MAINNET_URL = 'https://icp-api.io';

/** The agent to call the canister with: the application's, or one made from its options. */
export function agentFor(options: IcWebSocketOptions<never, never>): HttpAgent {
  if (options.agent !== undefined) {
    return options.agent;
  }
  const { url = MAINNET_URL, rootKey } = options.network ?? {};
  return HttpAgent.createSync({
    host: url,
    ...(rootKey !== undefined && {
      rootKey: typeof rootKey === 'string' ? hexToBytes(rootKey) : rootKey,
    }),
  });
}

/**
 * Who registers through the agent: the identity named, else the one with which the application made
 * its agent, else one of this client's own.
 */
export function authorityFor(
  { identity, agent: given }: IcWebSocketOptions<never, never>,
  agent: HttpAgent,
  clock: Clock,
): Authority {
  if (identity === undefined && given !== undefined) {
    const source = async () => (await given.config?.identity) ?? new AnonymousIdentity();
    return new Authority(source, () => undefined, clock);
  }
  const source = identity ?? Ed25519KeyIdentity.generate();
  return new Authority(source, (adopted) => agent.replaceIdentity(adopted), clock);
}

/**
 * Makes a public key known to the canister.
 *
 * @returns the session of the client that the canister made for it
 * @throws IcWebSocketError `registration` or `identity-expired`
 */
export async function openSession(
  agent: HttpAgent,
  canisterId: Principal,
  registry: Registry,
  key: SigningKey,
  clock: Clock,
  limits: Limits,
): Promise<Session> {
  const { rootKey } = agent;
  if (rootKey === null) {
    throw new IcWebSocketError('registration', 'the agent has no root key');
  }
  const { clientId, terms } = await registry.register(key.publicKey);
  return new Session({
    canisterId: canisterId.toText(),
    clientId,
    terms,
    key,
    certification: new Certification({ canisterId, rootKey, clock, agent, ...limits }),
    clock,
    ...limits,
  });
}
