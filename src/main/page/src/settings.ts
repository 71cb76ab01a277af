import type { Address } from './conversation.js';
import { PROTOCOL_NAMES, type ProtocolName } from './protocols.js';

/** What the server says about itself, `GET api/settings`: where each protocol is spoken. */
export type Settings = Readonly<Record<ProtocolName, Place>>;

/** An address, but for the canister if the operator has not said which. */
export interface Place extends Omit<Address, 'canisterId'> {
  readonly canisterId: string | undefined;
}

/** A gateway that has just been started says "not yet" until it knows its network. */
const NOT_YET = 503;
const MAX_ATTEMPTS = 30;
const DEFAULT_PAUSE_SECONDS = 2;

/** What the loading needs of the browser. */
export interface Surroundings {
  readonly pageUrl: string;
  fetch(url: URL, init: RequestInit): Promise<Response>;
  pause(seconds: number): Promise<void>;
}

/**
 * Reads the settings from the server that this page came from. `?canister=...` in the page's own
 * address stands in for the canister: for one's own canister behind the same gateway.
 *
 * @throws Error in plain words if they are not to be had
 */
export async function loadSettings({ pageUrl, fetch, pause }: Surroundings): Promise<Settings> {
  const url = new URL('api/settings', pageUrl);
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, { cache: 'no-store' });
    if (response.ok) {
      return parseSettings(await response.json(), pageUrl);
    }
    if (response.status !== NOT_YET || attempt === MAX_ATTEMPTS) {
      throw new Error(`the server answered ${response.status} to the question for its settings`);
    }
    await pause(Number(response.headers.get('Retry-After')) || DEFAULT_PAUSE_SECONDS);
  }
}

export function parseSettings(answer: unknown, pageUrl: string): Settings {
  const { networkUrl, rootKey, protocols } = fields(answer, 'settings');
  const network = {
    networkUrl: text(networkUrl, 'networkUrl'),
    rootKey: optionalText(rootKey, 'rootKey'),
  };
  const spoken = fields(protocols, 'protocols');
  const places = PROTOCOL_NAMES.map((name) => [
    name,
    { ...network, ...parsePlace(fields(spoken[name], name), pageUrl) },
  ]);
  return Object.fromEntries(places) as Settings;
}

function parsePlace(
  { canisterId, gatewayPath }: Record<string, unknown>,
  pageUrl: string,
): Pick<Place, 'canisterId' | 'gatewayUrl'> {
  const chosen = new URL(pageUrl).searchParams.get('canister') ?? canisterId;
  const gatewayUrl = new URL(text(gatewayPath, 'gatewayPath'), pageUrl);
  gatewayUrl.protocol = gatewayUrl.protocol.replace(/^http/, 'ws');
  return { canisterId: optionalText(chosen, 'canisterId'), gatewayUrl: gatewayUrl.href };
}

function fields(value: unknown, name: string): Record<string, unknown> {
  if (value === null || typeof value !== 'object') {
    throw new Error(`the server's settings have no "${name}"`);
  }
  return value as Record<string, unknown>;
}

function optionalText(value: unknown, name: string): string | undefined {
  return value === null || value === undefined || value === '' ? undefined : text(value, name);
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string') {
    throw new Error(`the server's settings have no "${name}"`);
  }
  return value;
}
