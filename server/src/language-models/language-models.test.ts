import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { type ChatResponder, type ConversationTurn, ResponderError } from '../chat/chat-responder.ts';
import { createModelDetection } from './detect-model.ts';
import { createLanguageModels, type LanguageModelConfig } from './language-models.ts';
import { createOllamaServer } from './ollama-server.ts';
import {
  type Answers,
  endOllamaAnswer,
  sendJson,
  sendOllamaTags,
  startTestModelServer,
  type TestModelServer,
  writeOllamaPiece,
  writeOpenAiPiece,
} from './test-model-server.ts';

const servers: TestModelServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(answers: Answers): Promise<TestModelServer> {
  const server = await startTestModelServer(answers);
  servers.push(server);
  return server;
}

/** An address where nothing answers. */
async function findSilentUrl(): Promise<string> {
  const server = await startTestModelServer({});
  await server.close();
  return server.url;
}

async function createModels(config: Partial<LanguageModelConfig>) {
  const ollamaUrl = config.ollamaUrl ?? (await findSilentUrl());
  const none = { openAiBaseUrl: undefined, openAiApiKey: undefined, languageModel: undefined };
  return createLanguageModels({ ...none, ...config, ollamaUrl }, pino({ level: 'silent' }));
}

const conversation: readonly ConversationTurn[] = [
  { role: 'person', text: '/image a boat' },
  { role: 'responder', text: '[A picture: a boat]' },
  { role: 'person', text: 'Hello' },
  { role: 'person', text: 'Who are you?' },
];

async function answer(responder: ChatResponder | undefined, signal = new AbortController().signal): Promise<string> {
  let text = '';
  for await (const piece of responder?.answer({ conversation, signal }) ?? []) text += piece;
  return text;
}

async function failureOf(responder: ChatResponder | undefined): Promise<ResponderError> {
  const error = await answer(responder).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ResponderError);
  return error as ResponderError;
}

describe('Ollama', () => {
  const tags: Answers = {
    '/api/tags': (response) => sendOllamaTags(response, ['nomic-embed-text:latest', 'llama3.2:latest']),
  };

  it('answers with its first model that can talk, piece by piece', async () => {
    const server = await start({
      ...tags,
      '/api/chat': (response) => {
        for (const piece of ['I ', 'am ', 'a “llama”.']) writeOllamaPiece(response, piece);
        endOllamaAnswer(response);
      },
    });
    const { responders } = await createModels({ ollamaUrl: server.url });
    expect(await responders[0]?.findState()).toEqual({ available: true, name: 'llama3.2:latest', advice: '' });
    expect(await answer(responders[0])).toBe('I am a “llama”.');
    const body = server.requests.at(-1)?.body ?? {};
    expect(body).toMatchObject({ model: 'llama3.2:latest', stream: true });
    expect((body.messages as { role: string; content: string }[]).map(({ role, content }) => [role, content])).toEqual([
      ['system', expect.stringContaining('/image')],
      ['user', '/image a boat'],
      ['assistant', '[A picture: a boat]'],
      ['user', 'Hello\n\nWho are you?'],
    ]);
  });

  it('finds the model that was asked for, its tag left out', async () => {
    const server = await start({
      '/api/tags': (response) => sendOllamaTags(response, ['qwen3:8b', 'llama3.2:latest']),
    });
    const { responders } = await createModels({ ollamaUrl: server.url, languageModel: 'llama3.2' });
    expect((await responders[0]?.findState())?.name).toBe('llama3.2:latest');
  });

  it.each([
    ['no model at all', [], undefined, /ollama pull llama3\.2/],
    ['not the one that was asked for', ['qwen3:8b'], 'gemma3', /ollama pull gemma3.*qwen3:8b/],
  ])('says how to get a model when it has %s', async (_what, names, languageModel, advice) => {
    const server = await start({ '/api/tags': (response) => sendOllamaTags(response, names) });
    const models = await createModels({ ollamaUrl: server.url, languageModel });
    expect(await models.responders[0]?.findState()).toMatchObject({
      available: false,
      advice: expect.stringMatching(advice),
    });
    expect(await models.health()).toMatchObject({ status: 'degraded', advice: expect.stringMatching(advice) });
  });

  it('passes on what the server says when it refuses', async () => {
    const error = 'model requires more system memory (5.6 GiB) than is available (3.1 GiB)';
    const server = await start({ ...tags, '/api/chat': (response) => sendJson(response, { error }, 500) });
    const { responders } = await createModels({ ollamaUrl: server.url });
    expect(await failureOf(responders[0])).toMatchObject({
      code: 'model-refused',
      message: expect.stringContaining('5.6 GiB'),
      advice: expect.stringContaining('log'),
    });
  });

  it('says so when the answer breaks off', async () => {
    const server = await start({
      ...tags,
      '/api/chat': (response) => {
        writeOllamaPiece(response, 'I ');
        response.flushHeaders();
        response.socket?.destroySoon();
      },
    });
    const { responders } = await createModels({ ollamaUrl: server.url });
    expect((await failureOf(responders[0])).advice).not.toBe('');
  });

  it('says so when the answer ends without its end, as Ollama’s does when the model fails on the way', async () => {
    const server = await start({
      ...tags,
      '/api/chat': (response) => {
        writeOllamaPiece(response, 'I ');
        response.end('{"error":"an error was encountered while running the model"}\n');
      },
    });
    const { responders } = await createModels({ ollamaUrl: server.url });
    expect(await failureOf(responders[0])).toMatchObject({ code: 'model-broke-off' });
  });

  it('takes the answer of an Ollama that doesn’t say why it ended', async () => {
    const server = await start({
      ...tags,
      '/api/chat': (response) => {
        writeOllamaPiece(response, 'I am.');
        const message = { role: 'assistant', content: '' };
        const created_at = '2024-01-02T17:15:26.123456Z';
        const end = { model: 'llama2', created_at, message, done: true, prompt_eval_count: 26, eval_count: 3 };
        response.end(`${JSON.stringify(end)}\n`);
      },
    });
    const { responders } = await createModels({ ollamaUrl: server.url });
    expect(await answer(responders[0])).toBe('I am.');
  });

  it('ends its request when nobody reads on', async () => {
    const closed = Promise.withResolvers<void>();
    const server = await start({
      ...tags,
      '/api/chat': (response) => {
        response.once('close', () => closed.resolve());
        writeOllamaPiece(response, 'I ');
      },
    });
    const { responders } = await createModels({ ollamaUrl: server.url });
    for await (const _piece of (responders[0] as ChatResponder).answer({
      conversation,
      signal: new AbortController().signal,
    })) {
      break;
    }
    await closed.promise;
  }, 5000);

  it('ends its request when the person stops the answer', async () => {
    const closed = Promise.withResolvers<void>();
    const server = await start({
      ...tags,
      '/api/chat': (response) => {
        response.once('close', () => closed.resolve());
        writeOllamaPiece(response, 'I ');
      },
    });
    const { responders } = await createModels({ ollamaUrl: server.url });
    const stop = new AbortController();
    const pieces = (responders[0] as ChatResponder).answer({ conversation, signal: stop.signal });
    for await (const piece of pieces) {
      expect(piece).toBe('I ');
      stop.abort();
    }
    await closed.promise;
  });
});

describe('an OpenAI-compatible server', () => {
  const list: Answers = {
    '/v1/models': (response) => sendJson(response, { object: 'list', data: [{ id: 'local-model' }] }),
  };

  it('answers, and is preferred to Ollama', async () => {
    const server = await start({
      ...list,
      '/v1/chat/completions': (response) => {
        for (const piece of ['Hello ', 'there.', null]) writeOpenAiPiece(response, piece);
      },
    });
    const { responders, health } = await createModels({
      openAiBaseUrl: `${server.url}/v1/`,
      openAiApiKey: 'sk-12345678',
    });
    expect(responders[0]?.kind).toBe('openai-compatible');
    expect(await answer(responders[0])).toBe('Hello there.');
    expect(server.requests.map(({ authorization }) => authorization)).toEqual([
      'Bearer sk-12345678',
      'Bearer sk-12345678',
    ]);
    expect((await health()).status).toBe('serving');
  });

  it('takes the configured model on trust where there is no list', async () => {
    const server = await start({});
    const { responders } = await createModels({ openAiBaseUrl: server.url, languageModel: 'my-model' });
    expect(await responders[0]?.findState()).toMatchObject({ available: true, name: 'my-model' });
  });

  it('says when the key is wrong, without showing it', async () => {
    const refuse: Answers[string] = (response) => sendJson(response, { error: { message: 'Invalid key' } }, 401);
    const server = await start({ '/models': refuse });
    const { responders } = await createModels({ openAiBaseUrl: server.url, openAiApiKey: 'sk-topsecret1' });
    const state = await responders[0]?.findState();
    expect(state).toMatchObject({ available: false, advice: expect.stringContaining('STARWEAVE_OPENAI_API_KEY') });
    expect(state?.advice).not.toContain('topsecret');
  });

  it('says when nothing answers at the address that somebody named', async () => {
    const { responders } = await createModels({ openAiBaseUrl: await findSilentUrl() });
    expect((await responders[0]?.findState())?.advice).toContain('Nothing answers');
  });
});

describe('detection', () => {
  it('stays silent about an Ollama that nobody promised', async () => {
    const { responders } = await createModels({});
    expect(await responders[0]?.findState()).toEqual({ available: false, name: '', advice: '' });
  });

  it('remembers the answer for a while, then asks again', async () => {
    let names: string[] = [];
    const server = await start({ '/api/tags': (response) => sendOllamaTags(response, names) });
    let time = 0;
    const detect = createModelDetection(createOllamaServer(server.url), {
      languageModel: undefined,
      isExpected: false,
      cacheMs: 100,
      now: () => time,
    });
    expect((await detect()).model).toBeUndefined();
    names = ['llama3.2:latest'];
    time = 99;
    expect((await detect()).model).toBeUndefined();
    time = 100;
    expect((await detect()).model).toBe('llama3.2:latest');
    expect(server.requests).toHaveLength(2);
  });

  it('does not wait for a server that hangs', async () => {
    const server = await start({ '/api/tags': () => undefined });
    const detect = createModelDetection(createOllamaServer(server.url), {
      languageModel: undefined,
      isExpected: true,
      timeoutMs: 50,
    });
    expect((await detect()).advice).toContain('Nothing answers');
  });

  it('takes another program at the address for what it is', async () => {
    const server = await start({ '/api/tags': (response) => void response.end('<html>') });
    const { responders } = await createModels({ ollamaUrl: server.url });
    expect((await responders[0]?.findState())?.advice).toContain('did not answer in JSON');
  });
});
