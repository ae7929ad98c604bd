import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a language model's server was sent. */
export interface RecordedRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Record<string, unknown>;
}

export interface TestModelServer {
  readonly url: string;
  readonly requests: RecordedRequest[];
  close(): Promise<void>;
}

/** How one test's server answers: handlers by path. */
export type Answers = Readonly<Record<string, (response: ServerResponse, request: RecordedRequest) => void>>;

/** A server at the network's edge that answers in the recorded shapes of the real ones. */
export async function startTestModelServer(answers: Answers): Promise<TestModelServer> {
  const requests: RecordedRequest[] = [];
  const server = createServer(async (request, response) => {
    const recorded = await record(request);
    requests.push(recorded);
    const answer = answers[recorded.path];
    if (answer !== undefined) return answer(response, recorded);
    response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function record(request: IncomingMessage): Promise<RecordedRequest> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { path: request.url ?? '', authorization: request.headers.authorization, body };
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}

/** GET /api/tags as Ollama 0.12 answers. */
export function sendOllamaTags(response: ServerResponse, names: readonly string[]): void {
  const models = names.map((name) => ({
    name,
    model: name,
    modified_at: '2025-10-02T19:09:41.123456789+02:00',
    size: 2019393189,
    digest: 'a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72',
    details: {
      parent_model: '',
      format: 'gguf',
      family: 'llama',
      families: ['llama'],
      parameter_size: '3.2B',
      quantization_level: 'Q4_K_M',
    },
  }));
  sendJson(response, { models });
}

/** One line of POST /api/chat as Ollama streams it. */
export function writeOllamaPiece(response: ServerResponse, content: string): void {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const created_at = '2025-10-02T17:15:25.123456Z';
  const line = { model: 'llama3.2:latest', created_at, message: { role: 'assistant', content }, done: false };
  response.write(`${JSON.stringify(line)}\n`);
}

export function endOllamaAnswer(response: ServerResponse): void {
  const line = {
    model: 'llama3.2:latest',
    created_at: '2025-10-02T17:15:26.123456Z',
    message: { role: 'assistant', content: '' },
    done_reason: 'stop',
    done: true,
    total_duration: 4883583458,
    load_duration: 1334875,
    prompt_eval_count: 26,
    prompt_eval_duration: 342546000,
    eval_count: 282,
    eval_duration: 4535599000,
  };
  response.end(`${JSON.stringify(line)}\n`);
}

/** One event of POST /v1/chat/completions as OpenAI streams it; null ends the answer. */
export function writeOpenAiPiece(response: ServerResponse, content: string | null): void {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const chunk = {
    id: 'chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG',
    object: 'chat.completion.chunk',
    created: 1741570283,
    model: 'local-model',
    system_fingerprint: 'fp_44709d6fcb',
    choices: [
      {
        index: 0,
        delta: content === null ? {} : { role: 'assistant', content },
        logprobs: null,
        finish_reason: content === null ? 'stop' : null,
      },
    ],
  };
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  if (content === null) response.end('data: [DONE]\n\n');
}
