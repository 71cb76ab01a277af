/** Where a client finds its canister. */
export interface Address {
  /** The gateway's WebSocket address. */
  readonly gatewayUrl: string;
  readonly canisterId: string;
  readonly networkUrl: string;
  /** The network's root key, DER in hex digits; nothing means the mainnet's. */
  readonly rootKey: string | undefined;
}

/** What there is to know about something, by name. */
export type Fact = readonly [name: string, value: string];

/** A text of the canister. There is no such thing for a message that failed a check. */
export interface ReceivedText {
  readonly text: string;
  /** Its place among those for this client, if the protocol's client tells. */
  readonly sequenceNumber?: number;
  /** Milliseconds from canister to page, if the protocol's client tells. */
  readonly delayMillis?: number;
  /** That it was verified, in a few words. */
  readonly verified: string;
  /** What was verified, for whoever wants to know more. */
  readonly facts: readonly Fact[];
}

/** How a connection ended. */
export interface Ending {
  readonly code: number;
  /** The gateway's or the client's words; often none. */
  readonly reason: string;
  /** A sentence for the user. */
  readonly headline: string;
  /** What an expert wants to know beside code and reason. */
  readonly detail?: string;
}

/** Whom a conversation tells what happens. */
export interface Listener {
  /** @param client what the canister calls this client */
  opened(client: string): void;
  received(text: ReceivedText): void;
  /** Comes once, and last. */
  ended(ending: Ending): void;
}

/** One client's connection to the demo canister, whatever the protocol. */
export interface Conversation {
  /** Only between `opened` and `ended`. */
  say(text: string): void;
  /** `ended` follows. */
  leave(): void;
}

/**
 * Opens conversations in one protocol.
 *
 * @throws Error if the address cannot be right
 */
export type Speaker = (address: Address, listener: Listener) => Conversation;
