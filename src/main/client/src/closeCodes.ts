/** What a close code of the gateway, of this library or of RFC 6455 means, in plain words. */
const MEANINGS: ReadonlyMap<number, string> = new Map([
  [1000, 'closed as agreed'],
  [1001, 'the gateway is stopping, or had the connection long enough'],
  [1003, 'the gateway received a text frame, which the protocol does not have'],
  [1006, 'the connection broke off'],
  [1008, 'a limit or rule of the gateway was broken'],
  [1009, 'a frame was larger than the gateway accepts'],
  [1011, 'the gateway has an internal fault'],
  [1013, 'the gateway is overloaded or cannot reach the canister; try again later'],
  [4000, 'this client refused what the gateway sent'],
  [4400, 'the gateway could not read a frame'],
  [4401, 'the signature does not match the registered key'],
  [4403, 'this gateway does not serve the canister'],
  [4404, 'the canister does not know this client, or no longer'],
  [4410, 'there is no such canister on this network'],
  [4411, 'the canister does not have the WebSocket interface'],
  [4420, 'the canister refused the client or its message'],
  [4440, 'what the client logged in with has expired'],
]);

/** The code with which this library leaves a gateway whose frame it refused. */
export const REFUSED_BY_CLIENT = 4000;

/** The code that RFC 6455 reserves for a connection that ended without a closing handshake. */
export const ABNORMAL_CLOSURE = 1006;

/** What is to follow a connection that ended. */
export type Sequel =
  /** Nothing: it would end the same way again. */
  | 'none'
  /** Another connection. */
  | 'again'
  /** Another connection, if this is not how the one before ended: signed and registered anew it may do. */
  | 'once'
  /** Another connection, through any gateway but this one. */
  | 'elsewhere';

/**
 * A code that is not here ends it: whoever thought of it had something to say that is not understood.
 * 1005 (no code), 1012 and 1014 come from proxies in between, which know nothing of canisters.
 */
const SEQUELS: ReadonlyMap<number, Sequel> = new Map([
  [1001, 'again'],
  [1005, 'again'],
  [ABNORMAL_CLOSURE, 'again'],
  [1008, 'once'],
  [1011, 'again'],
  [1012, 'again'],
  [1013, 'again'],
  [1014, 'again'],
  [REFUSED_BY_CLIENT, 'elsewhere'],
  [4401, 'once'],
  [4403, 'elsewhere'],
  [4404, 'once'],
  // A gateway's word alone: another one may reach the canister.
  [4410, 'elsewhere'],
  [4411, 'elsewhere'],
]);

export function sequelOfCode(closeCode: number): Sequel {
  return SEQUELS.get(closeCode) ?? 'none';
}

export function describeCloseCode(code: number): string {
  return MEANINGS.get(code) ?? `closed with the code ${code}`;
}
