import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands at the network's edge for an Ollama server and answers in the shape that Ollama 0.5 was recorded to answer in. */
export interface OllamaDouble {
  readonly url: string;
  /** Sends one more word of every answer that is open. */
  say(word: string): void;
  /** Ends every answer that is open, as a whole one. */
  finish(): void;
  /** Answers that a client is listening to now. */
  openAnswers(): number;
  close(): Promise<void>;
}

const model = 'storyteller:latest';
const createdAt = '2026-01-01T00:00:00Z';

export async function startOllamaDouble(): Promise<OllamaDouble> {
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    void answer(request, response, open);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    say(word) {
      for (const response of open) writeLine(response, { message: { role: 'assistant', content: word }, done: false });
    },
    finish() {
      for (const response of open) {
        writeLine(response, { message: { role: 'assistant', content: '' }, done: true, ...finalFigures });
        response.end();
      }
      open.clear();
    },
    openAnswers: () => open.size,
    async close() {
      for (const response of open) response.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const finalFigures = {
  done_reason: 'stop',
  total_duration: 1_000_000_000,
  load_duration: 1_000_000,
  prompt_eval_count: 12,
  prompt_eval_duration: 100_000_000,
  eval_count: 7,
  eval_duration: 800_000_000,
};

async function answer(request: IncomingMessage, response: ServerResponse, open: Set<ServerResponse>): Promise<void> {
  if (request.url === '/api/tags') return writeJson(response, { models: [describeModel()] });
  if (request.url === '/api/version') return writeJson(response, { version: '0.5.7' });
  if (request.url === '/api/show')
    return writeJson(response, { details: describeModel().details, capabilities: ['completion'] });
  if (request.url !== '/api/chat') {
    response.writeHead(404).end('404 page not found');
    return;
  }
  for await (const _ of request) {
    // The words that were asked don't matter here; they only have to be read.
  }
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.flushHeaders();
  open.add(response);
  response.once('close', () => open.delete(response));
}

function describeModel() {
  const details = {
    parent_model: '',
    format: 'gguf',
    family: 'llama',
    families: ['llama'],
    parameter_size: '1.2B',
    quantization_level: 'Q8_0',
  };
  return { name: model, model, modified_at: createdAt, size: 1_321_098_329, digest: 'a'.repeat(64), details };
}

function writeJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function writeLine(response: ServerResponse, fields: Record<string, unknown>): void {
  response.write(`${JSON.stringify({ model, created_at: createdAt, ...fields })}\n`);
}
