import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningProduct, startEverything } from '../start-everything.ts';
import { hash, isPng } from './picture-files.ts';
import { createPlanClient, type PlanClient } from './plan-client.ts';
import { runStarweave } from './run-starweave.ts';

const prompt = 'a red sun over blue mountains';
let product: RunningProduct;
let plan: PlanClient;
let folder = '';
let viaJson: Uint8Array;

async function post(method: string, body: string): Promise<Response> {
  return fetch(`${product.url}/starweave.ImageGenerationService/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
}

beforeAll(async () => {
  product = await startEverything();
  plan = createPlanClient(`127.0.0.1:${product.grpcPort}`);
  folder = await mkdtemp(path.join(tmpdir(), 'starweave pictures '));
  const response = await post('GenerateImage', JSON.stringify({ prompt, settings: { seed: 7 } }));
  const answer = (await response.json()) as { imageData: string; error?: string };
  viaJson = Buffer.from(answer.imageData ?? '', 'base64');
});

afterAll(async () => {
  plan?.close();
  await rm(folder, { recursive: true, force: true });
  await product?.stop();
});

describe('the same picture by every way in', { timeout: 180_000 }, () => {
  it('JSON over HTTP answers with a PNG', () => {
    expect(isPng(viaJson)).toBe(true);
  });

  it('gRPC with a client compiled from the plan alone gives the same bytes', async () => {
    const answer = await plan.generateImage({ prompt, settings: { seed: 7 } });
    expect(hash(answer.image_data)).toBe(hash(viaJson));
    expect(answer).toMatchObject({ format: 'png', error: '', metadata: { model: 'postcard', seed: 7 } });
  });

  it('the command line gives the same bytes, twice, from the running server', async () => {
    for (const name of ['one.png', 'two.png']) {
      const out = path.join(folder, name);
      const result = await runStarweave(['image', prompt, '--seed', '7', '--out', out, '--server', product.url]);
      expect(result, result.errors).toMatchObject({ exitCode: 0 });
      expect(hash(await readFile(out))).toBe(hash(viaJson));
    }
  });

  it('the command line gives the same bytes without a server', async () => {
    const out = path.join(folder, 'local.png');
    const data = path.join(folder, 'data of its own');
    const result = await runStarweave(['image', prompt, '--seed', '7', '--out', out, '--local', '--data-folder', data]);
    expect(result, result.errors).toMatchObject({ exitCode: 0 });
    expect(hash(await readFile(out))).toBe(hash(viaJson));
  });

  it('another seed gives another picture', async () => {
    const answer = await plan.generateImage({ prompt, settings: { seed: 8 } });
    expect(hash(answer.image_data)).not.toBe(hash(viaJson));
  });
});

describe('variations', () => {
  it('streams as many pictures as asked, all different', async () => {
    const request = { base_request: { prompt, settings: { seed: 7 } }, num_variations: 2, variation_strength: 0.2 };
    const answers = await plan.generateImageVariations(request);
    expect(answers.map(({ error }) => error)).toEqual(['', '']);
    expect(new Set([viaJson, ...answers.map(({ image_data }) => image_data)].map(hash)).size).toBe(3);
  });
});

describe('bad requests', () => {
  it.each([
    ['an empty prompt', { prompt: '' }, 'prompt'],
    ['a prompt of 100 kB', { prompt: 'x'.repeat(100_000) }, 'prompt'],
    ['a null byte', { prompt: 'a\u0000b' }, 'prompt'],
    ['an unknown model', { prompt, model: 'nope' }, 'postcard'],
    ['a width that is not a multiple of 8', { prompt, settings: { width: 250 } }, 'settings.width'],
    ['a width of 0', { prompt, settings: { width: 0 } }, 'settings.width'],
    ['a negative height', { prompt, settings: { height: -8 } }, 'settings.height'],
    ['a height of 100000', { prompt, settings: { height: 100_000 } }, 'settings.height'],
    ['0 steps', { prompt, settings: { steps: 0 } }, 'settings.steps'],
    ['10000 steps', { prompt, settings: { steps: 10_000 } }, 'settings.steps'],
    ['guidance that is no number', { prompt, settings: { guidanceScale: 'NaN' } }, 'settings.guidance_scale'],
    ['17 pictures', { prompt, count: 17 }, 'count'],
    ['an unknown style', { prompt, settings: { style: 'nope' } }, 'settings.style'],
    ['an unknown scheduler', { prompt, settings: { scheduler: 'Nope' } }, 'settings.scheduler'],
  ])('refuses %s by name', async (_, request, mention) => {
    const response = await post('GenerateImage', JSON.stringify(request));
    const text = await response.text();
    expect([400, 404], text).toContain(response.status);
    expect(text).toContain(mention);
    expect(text).not.toMatch(/at .*\.ts:\d+|node_modules/);
  });

  it('refuses malformed JSON and malformed protobuf', async () => {
    const json = await post('GenerateImage', '{"prompt":');
    expect(json.status).toBe(400);
    const protobuf = await fetch(`${product.url}/starweave.ImageGenerationService/GenerateImage`, {
      method: 'POST',
      headers: { 'content-type': 'application/proto' },
      body: Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0x7f),
    });
    expect(protobuf.status).toBe(400);
  });

  it('tells the command line what is allowed, with exit code 2', async () => {
    const words = ['image', prompt, '--steps', '0', '--out', path.join(folder, 'x.png'), '--server', product.url];
    const result = await runStarweave(words);
    expect(result.exitCode).toBe(2);
    expect(result.errors).toContain('settings.steps');
  });
});
