/** Files of a data set that are missing or damaged; the message says which and what to do. */
export class BrokenDataSetError extends Error {
  override readonly name = 'BrokenDataSetError';
  readonly code = 'data-set-broken';
}
