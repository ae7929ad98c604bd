/** Decides which tab of the browser leads. Exactly one does, save for moments of change, when two may. */
export interface Leadership {
  /** Asks to lead; calls `lead` whenever this tab begins to, with a signal that aborts when it no longer does. */
  campaign(lead: (signal: AbortSignal) => void): void;
  /** Takes over from a leader that doesn't answer any more. */
  seize(): void;
  /** Gives up for good; the next tab takes over at once. */
  resign(): void;
}
