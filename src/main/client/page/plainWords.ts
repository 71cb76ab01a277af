import { describeCloseCode, type IcCloseEvent, type IcWebSocketError } from '../src/index.js';
import type { IcWebSocketErrorCode } from '../src/index.js';

const REFUSED = 'A message was refused and not shown';

const HEADLINES: Record<IcWebSocketErrorCode, string> = {
  registration: 'The canister could not be reached, or did not accept this client',
  connection: 'The gateway could not be reached, or the connection broke off',
  timeout: 'Connecting took too long',
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
  readonly detail?: string;
}

export function describeError(error: IcWebSocketError): Notice {
  return {
    kind: 'bad',
    headline: `${HEADLINES[error.code]}.`,
    detail: `${error.code}: ${error.message}`,
  };
}

export function describeClose({ code, reason }: IcCloseEvent): Notice {
  const meaning = describeCloseCode(code);
  return {
    kind: code === 1000 ? 'info' : 'bad',
    headline: `Disconnected: ${meaning}.`,
    detail: `close code ${code}${reason === '' ? '' : `, reason: ${reason}`}`,
  };
}

export const NO_CANISTER: Notice = {
  kind: 'hint',
  headline: 'This gateway has no demo canister.',
  detail:
    'Start it with the setting icws.demo.canister (in the environment: ICWS_DEMO_CANISTER), ' +
    'or add ?canister= and a canister id to the address of this page.',
};
