import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidSettingsError, TextualInversionError } from '../errors.ts';
import { copyTinyModel, removeModelCopies } from '../model-folder/test-model-folder.ts';
import { promptEncoderFile } from '../prompts/test-prompt-cases.ts';
import { writeTensors } from '../textual-inversion/test-safetensors.ts';
import { loadTextToImagePipeline } from './text-to-image.ts';
import type { TextToImagePipeline } from './text-to-image-pipeline.ts';
import type { TextToImageRequest } from './text-to-image-types.ts';

const longPrompt = 'a red sun over blue mountains, the sea, '.repeat(12);
const request: TextToImageRequest = { prompt: 'a (red:1.4) sun', negativePrompt: '(text:1.3)', seed: 7, steps: 2 };
const inversion = { bytes: writeTensors({ emb_params: { dims: [2, 32], value: 0.7 } }), token: 'starry' };

let pipeline: TextToImagePipeline;
let textEncoder: Buffer;

async function paint(changes: Partial<TextToImageRequest>, painter = pipeline): Promise<Uint8Array> {
  return (await painter.generate({ ...request, ...changes })).images[0]!.rgb;
}

beforeAll(async () => {
  textEncoder = await readFile(promptEncoderFile);
  pipeline = await loadTextToImagePipeline(await copyTinyModel({ 'text_encoder/model.onnx': textEncoder }), {
    threads: 1,
  });
});

afterAll(async () => {
  await pipeline.dispose();
  await removeModelCopies();
});

describe('weighted prompts', () => {
  it('paint another picture than plain ones, and as each emphasis has it', async () => {
    const pictures = [
      await paint({ emphasis: 'original' }),
      await paint({ emphasis: 'no-norm' }),
      await paint({ emphasis: 'ignore' }),
      await paint({ emphasis: 'none' }),
    ];
    for (const [index, picture] of pictures.entries()) {
      for (const other of pictures.slice(index + 1)) expect(other).not.toEqual(picture);
    }
    const bare = { prompt: 'a red sun', negativePrompt: 'text' };
    expect(await paint({ emphasis: 'ignore' })).toEqual(await paint(bare));
    expect(await paint({ emphasis: 'none' })).toEqual(await paint({ promptSyntax: 'plain' }));
  });

  it('without weights paint the same to the bit in both syntaxes', async () => {
    const bare = { prompt: 'a lighthouse, the sea', negativePrompt: 'text' };
    expect(await paint({ ...bare, promptSyntax: 'weighted' })).toEqual(await paint({ ...bare, promptSyntax: 'plain' }));
  });

  it('go with several pictures, a source, and previews', async () => {
    const long = { ...request, prompt: `${longPrompt}(fog:0.6)` };
    const batch = await pipeline.generate({ ...long, count: 2 });
    for (const { seed, rgb } of batch.images) expect(rgb).toEqual(await paint({ ...long, seed }));
    const source = { width: 64, height: 64, rgb: new Uint8Array(64 * 64 * 3).fill(90) };
    const outOfPicture = (prompt: string) => pipeline.generate({ ...request, prompt, source, strength: 1 });
    const [weighted, plain] = [await outOfPicture('a (red:1.4) sun'), await outOfPicture('a red sun')];
    expect(weighted.images[0]!.rgb).not.toEqual(plain.images[0]!.rgb);
    expect(weighted.words).toEqual({ unknown: [], replaced: [], truncated: false });
  });

  it('are read to their end, however long; plain ones are cut, and say so', async () => {
    const end = ', a lighthouse';
    expect(await paint({ prompt: longPrompt })).not.toEqual(await paint({ prompt: longPrompt + end }));
    const plain = { promptSyntax: 'plain' } as const;
    expect(await paint({ ...plain, prompt: longPrompt })).toEqual(await paint({ ...plain, prompt: longPrompt + end }));
    expect((await pipeline.generate({ ...request, prompt: longPrompt })).words.truncated).toBe(false);
    const { words, negativeWords } = await pipeline.generate({ ...request, ...plain, negativePrompt: longPrompt });
    expect([words.truncated, negativeWords.truncated]).toEqual([false, true]);
    expect(pipeline.findUnknownWords(longPrompt).truncated).toBe(false);
    expect(pipeline.findUnknownWords(longPrompt, plain).truncated).toBe(true);
  });

  it.each([
    [{ prompt: '(a:1.2.3)' }, 'prompt', '"1.2.3"'],
    [{ negativePrompt: '(a:101)' }, 'negativePrompt', 'from −100 to 100'],
    [{ prompt: 'a BREAK '.repeat(40) }, 'prompt', '40 chunks'],
    [{ promptSyntax: 'fancy' as 'plain' }, 'promptSyntax', 'weighted, plain'],
    [{ emphasis: 'No norm' as 'none' }, 'emphasis', 'original, no-norm, ignore, none'],
    [{ commaBacktrack: 75 }, 'commaBacktrack', '0 to 74'],
    [{ commaBacktrack: 2.5 }, 'commaBacktrack', '0 to 74'],
  ])('are refused before anything runs: %j', async (changes, field, message) => {
    const resolve = () => pipeline.resolveSettings({ ...request, ...changes });
    expect(resolve).toThrow(InvalidSettingsError);
    expect(resolve).toThrow(expect.objectContaining({ field, message: expect.stringContaining(message) }));
    await expect(pipeline.generate({ ...request, ...changes })).rejects.toThrow(message);
  });

  it('are cut where the U-Net has the number of tokens written in', async () => {
    const folder = await copyTinyModel({ 'text_encoder/model.onnx': textEncoder });
    const unet = await readFile(path.join(folder, 'unet/model.onnx'));
    const fixed = await loadTextToImagePipeline(await copyTinyModel({ 'unet/model.onnx': fixTokenCount(unet) }), {
      threads: 1,
    });
    const { words } = await fixed.generate({ ...request, prompt: longPrompt });
    expect(words.truncated).toBe(true);
    await fixed.dispose();
  });
});

describe('textual inversions', () => {
  it('are learned, used and forgotten', async () => {
    const changes = { prompt: 'a starry sun' };
    const before = await paint(changes);
    expect(await pipeline.loadTextualInversion(inversion)).toEqual({ token: 'starry', vectors: 2 });
    expect(pipeline.textualInversions).toEqual([{ token: 'starry', vectors: 2 }]);
    expect(await paint(changes)).not.toEqual(before);
    await pipeline.unloadTextualInversion('starry');
    expect(pipeline.textualInversions).toEqual([]);
    expect(await paint(changes)).toEqual(before);
    await expect(pipeline.unloadTextualInversion('starry')).rejects.toThrow(TextualInversionError);
  });

  it('count for the requests that come after', async () => {
    const changes = { prompt: 'a starry sun' };
    const before = await paint(changes);
    const running = paint(changes);
    const loading = pipeline.loadTextualInversion(inversion);
    expect(await running).toEqual(before);
    await loading;
    expect(await paint(changes)).not.toEqual(before);
    await pipeline.unloadTextualInversion('starry');
  });

  it('can be there from the start, and stop a pipeline that cannot take them from being loaded', async () => {
    const folder = await copyTinyModel({ 'text_encoder/model.onnx': textEncoder });
    const loaded = await loadTextToImagePipeline(folder, { threads: 1, textualInversions: [inversion] });
    expect(loaded.textualInversions).toEqual([{ token: 'starry', vectors: 2 }]);
    await loaded.dispose();
    await expect(loaded.loadTextualInversion({ ...inversion, token: 'x' })).rejects.toThrow('disposed');
    const other = { bytes: writeTensors({ '<x>': { dims: [768], value: 1 } }) };
    const loading = loadTextToImagePipeline(folder, { threads: 1, textualInversions: [inversion, other] });
    await expect(loading).rejects.toThrow('width 768 (as Stable Diffusion 1)');
  });
});

/** The same U-Net with 77 in place of each free `sequence_length`: a fixed size and an empty denotation, as many bytes. */
function fixTokenCount(unet: Buffer): Buffer {
  const name = Buffer.from('sequence_length');
  const free = Buffer.concat([Buffer.from([0x12, name.length]), name]);
  const fixed = Buffer.concat([Buffer.from([0x08, 77, 0x1a, name.length - 2]), Buffer.alloc(name.length - 2, 'x')]);
  const changed = Buffer.from(unet);
  for (let at = changed.indexOf(free); at >= 0; at = changed.indexOf(free)) fixed.copy(changed, at);
  expect(changed).not.toEqual(unet);
  return changed;
}
