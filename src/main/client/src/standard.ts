/** What the WebSocket standard (WHATWG) demands of the arguments of its constructor and `close`. */

const MAX_REASON_BYTES = 123;

/**
 * The absolute `ws:` or `wss:` URL meant; `http:` and `https:` are taken for these.
 *
 * @param base what a relative URL is relative to, the page if there is one
 * @throws DOMException `SyntaxError`
 */
export function parseSocketUrl(
  url: string | URL,
  base: string | undefined = globalThis.location?.href,
): string {
  let parsed: URL;
  try {
    parsed = new URL(url, base);
  } catch {
    throw new DOMException(`not a URL: ${url}`, 'SyntaxError');
  }
  parsed.protocol = parsed.protocol.replace(/^http/, 'ws');
  if (!/^wss?:$/.test(parsed.protocol) || parsed.hash !== '') {
    throw new DOMException(`not a WebSocket URL: ${url}`, 'SyntaxError');
  }
  return parsed.href;
}

/**
 * The URLs meant, each as above; at least one, and none twice.
 *
 * @throws DOMException `SyntaxError`
 */
export function parseSocketUrls(urls: string | URL | readonly (string | URL)[]): string[] {
  const list = typeof urls === 'string' || urls instanceof URL ? [urls] : urls;
  const parsed = new Set(list.map((url) => parseSocketUrl(url)));
  if (parsed.size === 0) {
    throw new DOMException('no URL', 'SyntaxError');
  }
  return [...parsed];
}

/** @throws DOMException `InvalidAccessError` or `SyntaxError` */
export function checkCloseArguments(code: number | undefined, reason: string): void {
  if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
    throw new DOMException('the close code is neither 1000 nor 3000 to 4999', 'InvalidAccessError');
  }
  if (new TextEncoder().encode(reason).length > MAX_REASON_BYTES) {
    throw new DOMException('the close reason is over 123 bytes', 'SyntaxError');
  }
}
