import { isIP } from 'node:net';

/** A `Host` or `Origin` host split into name and port; undefined where it can't be read. */
function parseHost(host: string): { readonly name: string; readonly host: string } | undefined {
  const url = URL.parse(`http://${host}`);
  if (url === null || url.pathname !== '/' || url.username !== '' || url.search !== '') return undefined;
  return { name: url.hostname.replace(/^\[|\]$/g, ''), host: url.host };
}

/**
 * Whether a page may reach the server under this `Host` header.
 *
 * Allowed: localhost and its subdomains, any IP address written out, and the configured names. A foreign page that
 * points its own name at this machine (DNS rebinding) sends that name, and is refused; an address written out
 * can't be pointed anywhere.
 */
export function isAllowedHost(hostHeader: string | undefined, allowedHosts: readonly string[]): boolean {
  if (hostHeader === undefined) return false;
  const parsed = parseHost(hostHeader);
  if (parsed === undefined) return false;
  const { name } = parsed;
  if (name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0) return true;
  return allowedHosts.some((allowed) => allowed.toLowerCase() === name || allowed.toLowerCase() === parsed.host);
}

export interface RequestOrigin {
  readonly hostHeader: string | undefined;
  readonly originHeader: string | undefined;
  /** The browser's own word on where the request comes from. */
  readonly fetchSiteHeader: string | undefined;
  /** Address that people type when a proxy stands before the server. */
  readonly publicUrl: string | undefined;
}

/**
 * Whether a request that changes something comes from our own page, or from a program that is no browser.
 *
 * Browsers name the page's origin on every cross-origin POST; programs send none.
 */
export function isOwnOrigin({ hostHeader, originHeader, fetchSiteHeader, publicUrl }: RequestOrigin): boolean {
  if (originHeader === undefined) return fetchSiteHeader !== 'cross-site';
  const origin = URL.parse(originHeader);
  if (origin === null) return false;
  if (publicUrl !== undefined && origin.origin === URL.parse(publicUrl)?.origin) return true;
  return hostHeader !== undefined && origin.host === withoutDefaultPort(hostHeader, origin.protocol);
}

function withoutDefaultPort(host: string, protocol: string): string | undefined {
  return URL.parse(`${protocol}//${host}`)?.host;
}
