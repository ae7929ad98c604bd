import type { LanguageModel } from 'ai';

/** A server that runs language models: where to ask what it has, and how to talk to one. */
export interface ModelServer {
  readonly kind: 'ollama' | 'openai-compatible';
  /**
   * Ids of the models that it can talk with. Throws ModelServerAbsentError when nothing answers there, and
   * ModelServerRefusalError when it answers that it won't.
   */
  listModels(signal: AbortSignal): Promise<readonly string[]>;
  loadModel(id: string): Promise<LanguageModel>;
  /** What to do when it runs but has no model, or not this one. */
  adviseOnMissing(model: string | undefined, known: readonly string[]): string;
}

/** Nothing answers at the server's address. */
export class ModelServerAbsentError extends Error {
  override readonly name = 'ModelServerAbsentError';
  readonly code = 'model-server-absent';
}

/** The server answers, but not with its models; the advice says what to change. */
export class ModelServerRefusalError extends Error {
  override readonly name = 'ModelServerRefusalError';
  readonly code = 'model-server-refusal';
  readonly advice: string;
  readonly httpStatus: number;

  constructor(message: string, { advice, httpStatus }: { advice: string; httpStatus: number }, options?: ErrorOptions) {
    super(message, options);
    this.advice = advice;
    this.httpStatus = httpStatus;
  }
}

/** A server's JSON answer, or the error that says what is there instead. */
export async function fetchJson(url: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    throw new ModelServerAbsentError(`Nothing answers at ${url}.`, { cause: error });
  }
  const httpStatus = response.status;
  if (!response.ok) {
    const isKey = httpStatus === 401 || httpStatus === 403;
    const advice = isKey
      ? 'It asks for another key: set STARWEAVE_OPENAI_API_KEY to one that it knows.'
      : 'Check its address in the settings, and its own log.';
    throw new ModelServerRefusalError(`${url} answered with HTTP status ${httpStatus}.`, { advice, httpStatus });
  }
  try {
    return await response.json();
  } catch (error) {
    const advice = 'Another program may be listening there; check the address in the settings.';
    throw new ModelServerRefusalError(`${url} did not answer in JSON.`, { advice, httpStatus }, { cause: error });
  }
}

/** The texts under `field` of each entry of a list, whatever else is in it. */
export function readTexts(list: unknown, field: string): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) => {
    const value: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, field) : undefined;
    return typeof value === 'string' && value !== '' ? [value] : [];
  });
}
