import { loadOllamaProvider } from './load-sdk.ts';
import { fetchJson, type ModelServer, readTexts } from './model-server.ts';

/** Ollama at `url`, by its own protocol: models by GET /api/tags, talk by POST /api/chat. */
export function createOllamaServer(url: string): ModelServer {
  const baseUrl = `${url.replace(/\/+$/, '')}/api`;
  return {
    kind: 'ollama',
    async listModels(signal) {
      const answer = await fetchJson(`${baseUrl}/tags`, { signal });
      const models: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'models') : undefined;
      // Models that only embed text can't talk, and Ollama lists them with the others.
      return readTexts(models, 'name').filter((name) => !/embed|bge-|minilm|bert/i.test(name));
    },
    async loadModel(id) {
      const { createOllama } = await loadOllamaProvider();
      return createOllama({ baseURL: baseUrl })(id);
    },
    adviseOnMissing(model, known) {
      if (model === undefined) return 'Ollama runs, but has no model yet: `ollama pull llama3.2` brings one.';
      const others = known.length === 0 ? '' : ` It has: ${known.join(', ')}.`;
      return `Ollama runs, but has no model “${model}”: \`ollama pull ${model}\` brings it.${others}`;
    },
  };
}
