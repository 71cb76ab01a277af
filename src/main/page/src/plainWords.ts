import type { IcWebSocketErrorCode } from 'ic-websocket-client';
import type { Ending } from './conversation.js';

const REFUSED = 'A message was refused and not shown';

/** What an error of this project's client means to a user. */
export const HEADLINES: Record<IcWebSocketErrorCode, string> = {
  registration: 'The canister could not be reached, or did not accept this client',
  connection: 'The gateway could not be reached, or the connection broke off',
  timeout: 'Connecting took too long',
  'identity-expired': 'The authority of this identity has ended; log in again',
  expired: 'The canister has ended this connection: its time was up',
  silent: 'The canister has ended this connection: it did not hear from this page in time',
  'no-heartbeat': 'The gateway has stopped passing on what the canister sends',
  withheld: 'The gateway has stopped passing on what this page sends',
  'buffer-full': 'Too much is waiting to be sent',
  'too-many-frames': 'The gateway sent more than can be checked',
  'malformed-frame': 'The gateway sent something that is not part of the protocol',
  'untrusted-certificate': `${REFUSED}: its certificate is not the network's`,
  'stale-certificate': `${REFUSED}: its certificate is not of the present`,
  'wrong-tree': `${REFUSED}: its proof is not the one that the canister certified`,
  'uncertified-message': `${REFUSED}: the canister did not certify it`,
  'wrong-client': `${REFUSED}: it is for another client`,
  'wrong-sequence': `${REFUSED}: it is not the next one`,
  'wrong-timestamp': `${REFUSED}: its time cannot be right`,
  'undecodable-message': 'The canister sent something that this page does not understand',
};

/** What to tell the user: a sentence, and below it what an expert wants to know. */
export interface Notice {
  readonly kind: 'info' | 'hint' | 'bad';
  readonly headline: string;
  readonly details?: readonly string[];
}

export function describeEnding({ code, reason, headline, detail }: Ending): Notice {
  const codeAndReason = `close code ${code}${reason === '' ? '' : `, reason: ${reason}`}`;
  return {
    kind: code === 1000 ? 'info' : 'bad',
    headline,
    details: detail === undefined ? [codeAndReason] : [codeAndReason, detail],
  };
}

/** For something that went wrong in the page itself. */
export function describeFault(headline: string, thrown: unknown): Notice {
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return { kind: 'bad', headline, details: [detail] };
}

export const NO_CANISTER: Notice = {
  kind: 'hint',
  headline: 'This gateway has no demo canister.',
  details: [
    'Start it with the setting icws.demo.canister (in the environment: ICWS_DEMO_CANISTER), ' +
      'or add ?canister= and a canister id to the address of this page.',
  ],
};
