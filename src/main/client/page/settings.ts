/** What the server says about itself: `GET api/settings`. */
export interface Settings {
  /** The canister to talk to, or nothing if the operator has not said which. */
  readonly canisterId: string | undefined;
  readonly networkUrl: string;
  /** The network's root key, DER in hex digits; nothing means the mainnet's. */
  readonly rootKey: string | undefined;
  /** The gateway's WebSocket address. */
  readonly gatewayUrl: string;
}

/**
 * Reads the settings from the server that this page came from. `?canister=...` in the page's own
 * address stands in for the canister: for one's own canister behind the same gateway.
 *
 * @throws Error in plain words if they are not to be had
 */
export async function loadSettings(page: Location): Promise<Settings> {
  const response = await fetch(new URL('api/settings', page.href), { cache: 'no-store' });
  if (!response.ok) {
    throw new Error(`the server answered ${response.status} to the question for its settings`);
  }
  return parseSettings(await response.json(), page.href);
}

export function parseSettings(answer: unknown, pageUrl: string): Settings {
  const { canisterId, networkUrl, rootKey, gatewayPath } = answer as Record<string, unknown>;
  const chosen = new URL(pageUrl).searchParams.get('canister') ?? canisterId;
  const gatewayUrl = new URL(text(gatewayPath, 'gatewayPath'), pageUrl);
  gatewayUrl.protocol = gatewayUrl.protocol.replace(/^http/, 'ws');
  return {
    canisterId: optionalText(chosen, 'canisterId'),
    networkUrl: text(networkUrl, 'networkUrl'),
    rootKey: optionalText(rootKey, 'rootKey'),
    gatewayUrl: gatewayUrl.href,
  };
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
