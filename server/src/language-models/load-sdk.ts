import { registerHooks } from 'node:module';

// From source, Node runs with the condition `source`, by which our packages find each other. eventsource-parser, which
// the SDK reads streams with, has a door of that name too, and Node does not run TypeScript under node_modules.
if (import.meta.filename.endsWith('.ts')) {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (!specifier.startsWith('eventsource-parser')) return nextResolve(specifier, context);
      const conditions = (context.conditions ?? []).filter((condition) => condition !== 'source');
      return nextResolve(specifier, { ...context, conditions });
    },
  });
}

// Loaded when first needed: the SDK is large, and most starts have no language model.

export function loadSdk(): Promise<typeof import('ai')> {
  return import('ai');
}

export function loadOllamaProvider(): Promise<typeof import('ollama-ai-provider-v2')> {
  return import('ollama-ai-provider-v2');
}

export function loadOpenAiCompatibleProvider(): Promise<typeof import('@ai-sdk/openai-compatible')> {
  return import('@ai-sdk/openai-compatible');
}
