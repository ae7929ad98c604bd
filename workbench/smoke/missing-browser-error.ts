/** A browser, its driver or a display isn't on this machine; the message says what is missing and how to install it. */
export class MissingBrowserError extends Error {
  override readonly name = 'MissingBrowserError';
  readonly code = 'BROWSER_MISSING';
}
