import type { ChatResponder } from '../chat/chat-responder.ts';
import type { Logger } from '../logging.ts';
import type { HealthPartReport } from '../transport/health-source.ts';
import { createModelDetection } from './detect-model.ts';
import { createLanguageModelResponder } from './language-model-responder.ts';
import { createOllamaServer } from './ollama-server.ts';
import { createOpenAiCompatibleServer } from './openai-compatible-server.ts';

/** The settings that language models read. */
export interface LanguageModelConfig {
  readonly ollamaUrl: string;
  readonly openAiBaseUrl: string | undefined;
  readonly openAiApiKey: string | undefined;
  readonly languageModel: string | undefined;
}

export interface LanguageModels {
  /** The preferred first: the server that somebody named, then Ollama. */
  readonly responders: readonly ChatResponder[];
  health(): Promise<HealthPartReport>;
}

/** The person's own language models: found by asking, never brought along. */
export function createLanguageModels(config: LanguageModelConfig, logger: Logger): LanguageModels {
  const { ollamaUrl, openAiBaseUrl, openAiApiKey: apiKey, languageModel } = config;
  const responders: ChatResponder[] = [];
  if (openAiBaseUrl !== undefined) {
    const server = createOpenAiCompatibleServer({ baseUrl: openAiBaseUrl, apiKey, languageModel });
    responders.push(
      createLanguageModelResponder(server, createModelDetection(server, { languageModel, isExpected: true })),
    );
  }
  const ollama = createOllamaServer(ollamaUrl);
  responders.push(
    createLanguageModelResponder(ollama, createModelDetection(ollama, { languageModel, isExpected: false })),
  );
  logger.debug({ kinds: responders.map(({ kind }) => kind) }, 'language model servers');
  return { responders, health: () => checkHealth(responders) };
}

async function checkHealth(responders: readonly ChatResponder[]): Promise<HealthPartReport> {
  const states = await Promise.all(responders.map((responder) => responder.findState()));
  if (states.some(({ available }) => available)) return { name: 'text', status: 'serving', reason: '', advice: '' };
  const found = states.map(({ advice }) => advice).filter((advice) => advice !== '');
  return {
    name: 'text',
    status: 'degraded',
    reason: 'No language model answers; the built-in host does.',
    advice: found.length > 0 ? found.join(' ') : 'Start Ollama, or set STARWEAVE_OPENAI_BASE_URL.',
  };
}
