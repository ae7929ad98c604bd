import { type ModelServer, ModelServerAbsentError, ModelServerRefusalError } from './model-server.ts';

/** What a server offers now. */
export interface DetectedModel {
  /** Id of the model to talk with; undefined: none can be. */
  readonly model: string | undefined;
  /** While there is none: what to do; '' where no server answers, which is how most installations begin. */
  readonly advice: string;
}

export interface DetectionOptions {
  /** The model that was asked for; undefined: the first one that the server has. */
  readonly languageModel: string | undefined;
  /** Whether to say so when nothing answers: somebody named this server. */
  readonly isExpected: boolean;
  readonly timeoutMs?: number;
  /** For how long an answer counts. */
  readonly cacheMs?: number;
  /** Milliseconds that only go up. */
  readonly now?: () => number;
}

/** Finds the model to talk with; asks the server at most once per `cacheMs`, and waits `timeoutMs` at most. */
export function createModelDetection(server: ModelServer, options: DetectionOptions): () => Promise<DetectedModel> {
  const { languageModel, isExpected, timeoutMs = 1500, cacheMs = 10_000, now = () => performance.now() } = options;
  let last: { readonly at: number; readonly detected: Promise<DetectedModel> } | undefined;
  const detect = async (): Promise<DetectedModel> => {
    try {
      const known = await server.listModels(AbortSignal.timeout(timeoutMs));
      const model = languageModel === undefined ? known[0] : findModel(known, languageModel);
      return { model, advice: model === undefined ? server.adviseOnMissing(languageModel, known) : '' };
    } catch (error) {
      if (error instanceof ModelServerRefusalError)
        return { model: undefined, advice: `${error.message} ${error.advice}` };
      if (!(error instanceof ModelServerAbsentError)) throw error;
      return { model: undefined, advice: isExpected ? `${error.message} Start it, or change its address.` : '' };
    }
  };
  return () => {
    if (last === undefined || now() - last.at >= cacheMs) last = { at: now(), detected: detect() };
    return last.detected;
  };
}

/** "llama3.2" finds "llama3.2:latest", as Ollama itself has it. */
function findModel(known: readonly string[], wanted: string): string | undefined {
  return known.find((name) => name === wanted) ?? known.find((name) => name === `${wanted}:latest`);
}
