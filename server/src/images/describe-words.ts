import type { PromptWords } from '@starweave/diffusion';
import type { NoticeRecord } from '../jobs/job-record.ts';

/** What a person should know about how the model read the prompt: words that it doesn't know or read as others. */
export function describeWords(modelName: string, words: PromptWords): NoticeRecord[] {
  const notices: NoticeRecord[] = [];
  if (words.unknown.length > 0) {
    const text = `${modelName} doesn't know: ${words.unknown.join(', ')}.`;
    notices.push({ code: 'unknown-words', text, words: words.unknown });
  }
  if (words.replaced.length > 0) {
    const pairs = words.replaced.map(({ from, to }) => `${from} as ${to}`).join(', ');
    const text = `${modelName} read ${pairs}.`;
    notices.push({ code: 'replaced-words', text, words: words.replaced.map(({ from }) => from) });
  }
  if (words.truncated) {
    const text = `The prompt is longer than ${modelName} reads; its end was left out.`;
    notices.push({ code: 'prompt-shortened', text, words: [] });
  }
  return notices;
}
