import type { LanguageModel, ModelMessage, TextStreamPart, ToolSet } from 'ai';
import { type ChatResponder, type ConversationTurn, ResponderError } from '../chat/chat-responder.ts';
import { redactSecrets } from '../transport/errors.ts';
import type { DetectedModel } from './detect-model.ts';
import { loadSdk } from './load-sdk.ts';
import type { ModelServer } from './model-server.ts';

const instructions = [
  'You are the companion in Starweave, a creative chat room that runs on the person’s own computer.',
  'Answer in the language that the person writes. Be warm, concrete and brief; Markdown is shown.',
  'You cannot paint, but Starweave can: when someone wants a picture, suggest one line of the form',
  '`/image <what to paint>` for them to send. Notes in square brackets such as [A picture: …] tell what was painted.',
].join(' ');

/** Answers with a server's language model through the AI SDK. */
export function createLanguageModelResponder(server: ModelServer, detect: () => Promise<DetectedModel>): ChatResponder {
  return {
    kind: server.kind,
    author: 'model',
    async findState() {
      const { model, advice } = await detect();
      return { available: model !== undefined, name: model ?? '', advice };
    },
    async *answer({ conversation, signal }) {
      const { model } = await detect();
      if (model === undefined) throw unreachable();
      yield* streamAnswer(await server.loadModel(model), { conversation, signal });
    },
  };
}

interface Question {
  readonly conversation: readonly ConversationTurn[];
  readonly signal: AbortSignal;
}

async function* streamAnswer(model: LanguageModel, { conversation, signal }: Question): AsyncGenerator<string> {
  const { streamText } = await loadSdk();
  const left = new AbortController();
  const { fullStream } = streamText({
    model,
    instructions,
    messages: createModelMessages(conversation),
    abortSignal: AbortSignal.any([signal, left.signal]),
    maxRetries: 0,
    // Errors come as parts of the stream; without this the SDK prints them as well, with the conversation in them.
    onError: () => undefined,
  });
  let isEmpty = true;
  let hasEnded = false;
  try {
    for await (const part of fullStream) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'finish') hasEnded = saysEnd(part);
      if (part.type !== 'text-delta' || part.text === '') continue;
      isEmpty = false;
      yield part.text;
    }
  } catch (error) {
    throw describeModelError(error);
  } finally {
    // Where nobody reads on, the SDK would, to the end.
    left.abort();
  }
  if (signal.aborted) return;
  if (isEmpty) {
    throw new ResponderError('model-silent', {
      message: 'The language model answered without a word.',
      advice: 'Send your message again, or choose another model.',
    });
  }
  if (!hasEnded) throw brokenOff(undefined);
}

/** Ollama’s provider ends quietly where the stream does; a real end has a reason, or in old versions only counts. */
function saysEnd({ rawFinishReason, totalUsage }: Extract<TextStreamPart<ToolSet>, { type: 'finish' }>): boolean {
  return rawFinishReason !== undefined || totalUsage.outputTokens !== undefined;
}

/** Turns of one side in a row become one message: some models refuse two. */
function createModelMessages(conversation: readonly ConversationTurn[]): ModelMessage[] {
  const messages: { role: 'user' | 'assistant'; content: string }[] = [];
  for (const { role: side, text } of conversation) {
    const role = side === 'person' ? 'user' : 'assistant';
    const last = messages.at(-1);
    if (last?.role === role) last.content += `\n\n${text}`;
    else messages.push({ role, content: text });
  }
  return messages;
}

function unreachable(cause?: unknown): ResponderError {
  return new ResponderError(
    'model-unreachable',
    { message: 'The language model’s server does not answer.', advice: 'Start it, then send your message again.' },
    { cause },
  );
}

/** What the SDK's error means for the person who waits. */
function describeModelError(error: unknown): ResponderError {
  if (error instanceof ResponderError) return error;
  const last: unknown = error instanceof Error && 'lastError' in error ? error.lastError : error;
  const status: unknown = last instanceof Error && 'statusCode' in last ? last.statusCode : undefined;
  if (typeof status !== 'number') return isConnectionError(last) ? unreachable(error) : brokenOff(error);
  const said = findServerText(last);
  const message = `The language model’s server refused (HTTP status ${status})${said === '' ? '.' : `: ${said}`}`;
  const advice =
    status === 401 || status === 403
      ? 'Check the key in STARWEAVE_OPENAI_API_KEY.'
      : status === 404
        ? 'Check that the model is installed there.'
        : status === 429
          ? 'Wait a moment, then send your message again.'
          : 'Send your message again; the server’s own log says more.';
  return new ResponderError('model-refused', { message, advice }, { cause: error });
}

function brokenOff(cause: unknown): ResponderError {
  const message = 'The language model’s answer broke off.';
  return new ResponderError('model-broke-off', { message, advice: 'Send your message again.' }, { cause });
}

function isConnectionError(error: unknown): boolean {
  return (
    error instanceof Error && /connect|ECONNREFUSED|ECONNRESET|fetch failed/i.test(`${error.message} ${error.cause}`)
  );
}

function findServerText(error: unknown): string {
  const body: unknown = error instanceof Error && 'responseBody' in error ? error.responseBody : undefined;
  if (typeof body !== 'string') return '';
  try {
    const { error: said } = JSON.parse(body) as { error?: unknown };
    const text: unknown = typeof said === 'object' && said !== null ? Reflect.get(said, 'message') : said;
    return typeof text === 'string' ? redactSecrets(text).slice(0, 300) : '';
  } catch {
    return '';
  }
}
