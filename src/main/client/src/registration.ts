import { HttpAgent, RejectError } from '@icp-sdk/core/agent';
import { IDL } from '@icp-sdk/core/candid';
import { Ed25519KeyIdentity } from '@icp-sdk/core/identity';
import type { Principal } from '@icp-sdk/core/principal';
import { hexToBytes } from '@noble/hashes/utils.js';
import { Certification } from './certification.js';
import type { Clock } from './clock.js';
import { firstLine, IcWebSocketError } from './errors.js';
import type { IcWebSocketOptions, Limits } from './options.js';
import { Session } from './session.js';
import { generateSigningKey } from './signingKey.js';

const MAINNET_URL = 'https://icp-api.io';

/** The agent to call the canister with: the application's, or one made from its options. */
export function agentFor(options: IcWebSocketOptions<never, never>): HttpAgent {
  if (options.agent !== undefined) {
    return options.agent;
  }
  const { url = MAINNET_URL, rootKey } = options.network ?? {};
  return HttpAgent.createSync({
    host: url,
    identity: options.identity ?? Ed25519KeyIdentity.generate(),
    ...(rootKey !== undefined && {
      rootKey: typeof rootKey === 'string' ? hexToBytes(rootKey) : rootKey,
    }),
  });
}

/**
 * Makes a new key pair, and its public key known to the canister.
 *
 * @returns the session of the client that the canister made for it
 * @throws IcWebSocketError `registration`
 */
export async function openSession(
  agent: HttpAgent,
  canisterId: Principal,
  clock: Clock,
  limits: Limits,
): Promise<Session> {
  const { rootKey } = agent;
  if (rootKey === null) {
    throw new IcWebSocketError('registration', 'the agent has no root key');
  }
  const key = await generateSigningKey();
  const clientId = await registerKey(agent, canisterId, key.publicKey);
  return new Session({
    canisterId: canisterId.toText(),
    clientId,
    key,
    certification: new Certification({ canisterId, rootKey, clock, agent, ...limits }),
    clock,
    ...limits,
  });
}

/** The answer of `ws_register`, a client id, is certified. */
async function registerKey(
  agent: HttpAgent,
  canisterId: Principal,
  publicKey: Uint8Array,
): Promise<bigint> {
  try {
    const { reply } = await agent.update(canisterId, {
      methodName: 'ws_register',
      arg: IDL.encode([IDL.Vec(IDL.Nat8)], [publicKey]),
    });
    const [clientId] = IDL.decode([IDL.Nat64], reply);
    return clientId as unknown as bigint;
  } catch (cause) {
    throw new IcWebSocketError(
      'registration',
      `the canister ${canisterId.toText()} did not register this client: ${explain(cause)}`,
      { cause },
    );
  }
}

/** A rejection's own message; the library puts it below a general first line. */
function explain(thrown: unknown): string {
  const rejection = thrown instanceof RejectError ? thrown.code : undefined;
  return rejection !== undefined && 'rejectMessage' in rejection
    ? String(rejection.rejectMessage)
    : firstLine(thrown);
}
