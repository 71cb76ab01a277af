import { PROTOCOL_NAMES, type ProtocolName } from './protocols.js';

/** What the server says about itself: `GET api/settings`. */
export interface Settings {
  /** The canister to talk to, or nothing if the operator has not said which. */
  readonly canisterId: string | undefined;
  readonly networkUrl: string;
  /** The network's root key, DER in hex digits; nothing means the mainnet's. */
  readonly rootKey: string | undefined;
  /** The gateway's WebSocket address for each protocol. */
  readonly gatewayUrls: Readonly<Record<ProtocolName, string>>;
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
  const { canisterId, networkUrl, rootKey, gatewayPaths } = answer as Record<string, unknown>;
  const chosen = new URL(pageUrl).searchParams.get('canister') ?? canisterId;
  return {
    canisterId: optionalText(chosen, 'canisterId'),
    networkUrl: text(networkUrl, 'networkUrl'),
    rootKey: optionalText(rootKey, 'rootKey'),
    gatewayUrls: parsePaths(gatewayPaths, pageUrl),
  };
}

function parsePaths(gatewayPaths: unknown, pageUrl: string): Settings['gatewayUrls'] {
  const paths = Object(gatewayPaths) as Record<string, unknown>;
  const urls = PROTOCOL_NAMES.map((name) => {
    const url = new URL(text(paths[name], `gatewayPaths.${name}`), pageUrl);
    url.protocol = url.protocol.replace(/^http/, 'ws');
    return [name, url.href];
  });
  return Object.fromEntries(urls) as Settings['gatewayUrls'];
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
