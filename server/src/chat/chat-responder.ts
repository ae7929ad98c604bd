/** One thing said earlier in the room, as a responder reads it. */
export interface ConversationTurn {
  readonly role: 'person' | 'responder';
  /** A picture card is told as a short description in square brackets. */
  readonly text: string;
}

export interface ResponderRequest {
  /** Oldest first; the last turn is what to answer. */
  readonly conversation: readonly ConversationTurn[];
  /** Stops the answer; what came before stays. */
  readonly signal: AbortSignal;
}

export interface ResponderState {
  readonly available: boolean;
  /** Name to show with its answers: the language model's id. */
  readonly name: string;
  /** While not available: why, and what to do; '' when there is nothing to say. */
  readonly advice: string;
}

/** An answer that failed, in words for the person who waits for it. */
export class ResponderError extends Error {
  override readonly name = 'ResponderError';
  readonly code: string;
  readonly advice: string;

  constructor(code: string, { message, advice }: { message: string; advice: string }, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.advice = advice;
  }
}

/**
 * Who answers plain messages: one object per kind, registered in `app.ts`; the first that is available answers.
 */
export interface ChatResponder {
  /** "ollama", "openai-compatible" or "built-in" */
  readonly kind: string;
  readonly author: 'model' | 'host';
  /** Quick: a responder that has to ask somewhere remembers the answer for a while. */
  findState(): Promise<ResponderState>;
  /** The answer's text, piece by piece. Throws ResponderError with advice. */
  answer(request: ResponderRequest): AsyncIterable<string>;
}
