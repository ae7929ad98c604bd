import type { Leadership } from './leadership.ts';

/** What candidates tell each other. */
export type LeaseMessage =
  | { readonly kind: 'claim'; readonly candidateId: string }
  | { readonly kind: 'resign'; readonly candidateId: string };

export interface LeaseChannel {
  post(message: LeaseMessage): void;
  listen(receive: (message: LeaseMessage) => void): void;
  close(): void;
}

const CLAIM_EVERY_MS = 2_000;
const LEASE_MS = 6_000;
const FIRST_LISTEN_MS = 300;

/**
 * Leadership where Web Locks are missing (plain http on a local network): a leader repeats its claim every two
 * seconds; who hears none for six claims; of two that claim at once, the smaller id keeps it.
 */
export class LeaseLeadership implements Leadership {
  readonly #channel: LeaseChannel;
  readonly #candidateId: string;
  #lead: (signal: AbortSignal) => void = () => {};
  #term: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #resigned = false;

  constructor(channel: LeaseChannel, candidateId: string) {
    this.#channel = channel;
    this.#candidateId = candidateId;
  }

  campaign(lead: (signal: AbortSignal) => void): void {
    this.#lead = lead;
    this.#channel.listen((message) => this.#receive(message));
    this.#claimIn(FIRST_LISTEN_MS);
  }

  seize(): void {
    if (!this.#resigned && this.#term === undefined) this.#claim();
  }

  resign(): void {
    this.#resigned = true;
    clearTimeout(this.#timer);
    if (this.#term !== undefined) this.#channel.post({ kind: 'resign', candidateId: this.#candidateId });
    this.#stepDown();
    this.#channel.close();
  }

  #receive(message: LeaseMessage): void {
    if (this.#resigned) return;
    if (message.kind === 'resign') {
      // The smaller ids come first, so that not all claim together.
      this.#claimIn(Number.parseInt(this.#candidateId.slice(0, 2), 16) || 0);
    } else if (this.#term === undefined) {
      this.#claimIn(LEASE_MS);
    } else if (message.candidateId < this.#candidateId) {
      this.#stepDown();
      this.#claimIn(LEASE_MS);
    } else {
      this.#claim();
    }
  }

  #claimIn(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#claim(), delayMs);
  }

  #claim(): void {
    this.#channel.post({ kind: 'claim', candidateId: this.#candidateId });
    this.#claimIn(CLAIM_EVERY_MS);
    if (this.#term !== undefined) return;
    this.#term = new AbortController();
    this.#lead(this.#term.signal);
  }

  #stepDown(): void {
    this.#term?.abort();
    this.#term = undefined;
  }
}
