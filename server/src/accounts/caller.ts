/** Who makes a call; every handler and every row's owner comes from it. */
export interface Caller {
  readonly personId: string;
}
