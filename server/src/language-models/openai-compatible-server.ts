import { loadOpenAiCompatibleProvider } from './load-sdk.ts';
import { fetchJson, type ModelServer, ModelServerRefusalError, readTexts } from './model-server.ts';

export interface OpenAiCompatibleOptions {
  /** With the version, such as "http://127.0.0.1:8080/v1". */
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  /** Taken on trust from servers that don't list their models. */
  readonly languageModel: string | undefined;
}

/** Any server that speaks OpenAI's chat protocol: models by GET /models, talk by POST /chat/completions. */
export function createOpenAiCompatibleServer({ baseUrl, apiKey, languageModel }: OpenAiCompatibleOptions): ModelServer {
  const url = baseUrl.replace(/\/+$/, '');
  return {
    kind: 'openai-compatible',
    async listModels(signal) {
      try {
        const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
        const answer = await fetchJson(`${url}/models`, { signal, headers });
        const data: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'data') : undefined;
        return readTexts(data, 'id');
      } catch (error) {
        const hasNoList = error instanceof ModelServerRefusalError && error.httpStatus === 404;
        if (hasNoList && languageModel !== undefined) return [languageModel];
        throw error;
      }
    },
    async loadModel(id) {
      const { createOpenAICompatible } = await loadOpenAiCompatibleProvider();
      return createOpenAICompatible({
        name: 'openai-compatible',
        baseURL: url,
        ...(apiKey === undefined ? {} : { apiKey }),
      })(id);
    },
    adviseOnMissing(model, known) {
      if (model === undefined) return `The server at ${url} lists no model: name one in STARWEAVE_LANGUAGE_MODEL.`;
      return `The server at ${url} has no model “${model}”. It has: ${known.slice(0, 20).join(', ')}.`;
    },
  };
}
