import type { Speaker } from './conversation.js';

export const PROTOCOL_NAMES = ['poc', 'v1'] as const;

export type ProtocolName = (typeof PROTOCOL_NAMES)[number];

/** Loads what the page needs to speak a protocol. */
export const LOAD: Readonly<Record<ProtocolName, (pageUrl: string) => Promise<Speaker>>> = {
  poc: async () => (await import('./pocSpeaker.js')).pocSpeaker,
  v1: async (pageUrl) => (await import('./v1Speaker.js')).v1Speaker(identityWanted(pageUrl)),
};

/** The protocol that `?protocol=...` in the page's address asks for; without it the first one. */
export function protocolWanted(pageUrl: string): ProtocolName {
  const wanted = new URL(pageUrl).searchParams.get('protocol');
  return PROTOCOL_NAMES.find((name) => name === wanted) ?? PROTOCOL_NAMES[0];
}

/** The same page's address with another protocol. */
export function withProtocol(pageUrl: string, name: ProtocolName): string {
  const url = new URL(pageUrl);
  url.searchParams.set('protocol', name);
  return url.href;
}

/** `?identity=delegated` in the page's address asks for an identity with a delegation. */
function identityWanted(pageUrl: string): 'own' | 'delegated' {
  return new URL(pageUrl).searchParams.get('identity') === 'delegated' ? 'delegated' : 'own';
}
