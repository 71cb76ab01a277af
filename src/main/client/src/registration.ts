import {
  CertifiedRejectErrorCode,
  HttpAgent,
  RejectError,
  ReplicaRejectCode,
  UncertifiedRejectUpdateErrorCode,
} from '@icp-sdk/core/agent';
import { IDL } from '@icp-sdk/core/candid';
import { Ed25519KeyIdentity } from '@icp-sdk/core/identity';
import type { Principal } from '@icp-sdk/core/principal';
import { hexToBytes } from '@noble/hashes/utils.js';
import { Certification } from './certification.js';
import type { Clock } from './clock.js';
import { firstLine, IcWebSocketError } from './errors.js';
import type { IcWebSocketOptions, Limits } from './options.js';
import { Session } from './session.js';
import type { SigningKey } from './signingKey.js';

const MAINNET_URL = 'https://icp-api.io';

/** The replica's own error code within the reject code for any fault of a canister. */
const METHOD_NOT_FOUND = 'IC0536';

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
 * Makes a public key known to the canister.
 *
 * @returns the session of the client that the canister made for it
 * @throws IcWebSocketError `registration`
 */
export async function openSession(
  agent: HttpAgent,
  canisterId: Principal,
  key: SigningKey,
  clock: Clock,
  limits: Limits,
): Promise<Session> {
  const { rootKey } = agent;
  if (rootKey === null) {
    throw new IcWebSocketError('registration', 'the agent has no root key');
  }
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

/** Whether a registration failed because there is no such canister, or it has no `ws_register`. */
export function isRefusedForGood(cause: unknown): boolean {
  const rejection = rejectionOf(cause);
  return (
    rejection !== undefined &&
    (rejection.rejectCode === ReplicaRejectCode.DestinationInvalid ||
      rejection.rejectErrorCode === METHOD_NOT_FOUND)
  );
}

/** A rejection's own message; the library puts it below a general first line. */
function explain(thrown: unknown): string {
  return rejectionOf(thrown)?.rejectMessage ?? firstLine(thrown);
}

/** What the network or the canister said against an update call; undefined if neither was reached. */
function rejectionOf(
  thrown: unknown,
): CertifiedRejectErrorCode | UncertifiedRejectUpdateErrorCode | undefined {
  const code = thrown instanceof RejectError ? thrown.code : undefined;
  return code instanceof CertifiedRejectErrorCode ||
    code instanceof UncertifiedRejectUpdateErrorCode
    ? code
    : undefined;
}
