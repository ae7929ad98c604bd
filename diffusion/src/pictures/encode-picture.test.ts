import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { UnreadablePictureError } from '../errors.ts';
import { encodePicture, encodePreview } from './encode-picture.ts';
import type { PictureFormat, PictureSettings } from './picture-settings.ts';
import { readPictureSettings } from './read-picture-settings.ts';

const formats: readonly PictureFormat[] = ['png', 'jpeg', 'webp'];
const [width, height] = [23, 17];
const image = { width, height, rgb: Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * 7) % 256) };

const settings: PictureSettings = {
  prompt: 'a lighthouse under a full moon, watercolor',
  negativePrompt: 'fog',
  width,
  height,
  steps: 20,
  guidanceScale: 7.5,
  seed: '9223372036854775807',
  scheduler: 'DPMSolverMultistepScheduler',
  model: { id: 'postcard', name: 'Postcard', hash: '0123456789abcdef' },
  software: 'Starweave 0.1.0',
};
const parameters =
  'a lighthouse under a full moon, watercolor\nNegative prompt: fog\nSteps: 20, Sampler: DPM++ 2M, CFG scale: 7.5, ' +
  'Seed: 9223372036854775807, Size: 23x17, Model hash: 0123456789, Model: Postcard, Version: Starweave 0.1.0';

describe.each(formats)('%s', (format) => {
  it('carries its settings and gives them back', async () => {
    const file = await encodePicture(image, { format, settings });
    expect(readPictureSettings(file)).toEqual({ parameters, settings });
  });

  it.each([
    ['accents', 'café à la Monet'],
    ['other scripts', '月の下の灯台 🌊 <rdf> & "quotes"\nsecond line'],
    ['10,000 characters', 'é,'.repeat(5000)],
  ])('carries prompts with %s', async (_, prompt) => {
    const file = await encodePicture(image, { format, settings: { ...settings, prompt } });
    const text = readPictureSettings(file);
    expect(text.parameters?.startsWith(`${prompt}\nNegative prompt: fog\nSteps: 20`)).toBe(true);
    expect(text.settings?.prompt).toBe(prompt);
  });

  it('stays the same picture, and a file that other programs open', async () => {
    const bare = await encodePicture(image, { format });
    const file = await encodePicture(image, { format, settings });
    const [expected, decoded] = await Promise.all([bare, file].map((bytes) => sharp(bytes).raw().toBuffer()));
    expect(decoded).toEqual(expected);
    expect(await sharp(file).metadata()).toMatchObject({ format, width, height });
    expect(readPictureSettings(bare)).toEqual({ parameters: undefined, settings: undefined });
  });

  it('gives the same bytes every time', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => encodePicture(image, { format, settings })));
    expect(first).toEqual(second);
  });

  it('refuses a file that was cut off inside of the text, or gives what it holds', async () => {
    const file = await encodePicture(image, { format, settings });
    for (let length = 12; length < file.length; length += 11) {
      try {
        const text = readPictureSettings(file.subarray(0, length));
        expect(text.settings === undefined || text.settings.prompt === settings.prompt).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadablePictureError);
      }
    }
  });
});

describe('what libvips finds in our files', () => {
  it('finds the text chunks of a PNG', async () => {
    const metadata = await sharp(await encodePicture(image, { format: 'png', settings })).metadata();
    const comments = new Map(metadata.comments?.map(({ keyword, text }) => [keyword, text]));
    expect(comments.get('parameters')).toBe(parameters);
    expect(JSON.parse(comments.get('starweave') ?? '')).toEqual(settings);
  });

  it.each(['jpeg', 'webp'] as const)('finds the Exif comment and the XMP packet of a %s', async (format) => {
    const metadata = await sharp(await encodePicture(image, { format, settings })).metadata();
    expect(metadata.exif?.includes(Buffer.from(parameters, 'utf16le').swap16())).toBe(true);
    expect(metadata.xmp?.toString()).toContain('"seed":"9223372036854775807"');
  });
});

describe('PNG', () => {
  it('keeps every pixel', async () => {
    const file = await encodePicture(image, { format: 'png', settings });
    expect(new Uint8Array(await sharp(file).raw().toBuffer())).toEqual(image.rgb);
  });
});

describe('readPictureSettings', () => {
  it('refuses what is no picture', () => {
    expect(() => readPictureSettings(new TextEncoder().encode('GIF89a'))).toThrow(UnreadablePictureError);
    expect(() => readPictureSettings(new Uint8Array())).toThrow(UnreadablePictureError);
  });

  it('takes settings of another form for none', async () => {
    const strange = { prompt: 1, model: null } as unknown as PictureSettings;
    const file = await encodePicture(image, {
      format: 'png',
      settings: { ...settings, ...strange, model: settings.model },
    });
    expect(readPictureSettings(file).settings).toBeUndefined();
  });
});

describe('encodePreview', () => {
  it('gives a JPEG of the size that is asked for', async () => {
    const file = await encodePreview(image, { width: 64, height: 48 });
    expect(await sharp(file).metadata()).toMatchObject({ format: 'jpeg', width: 64, height: 48 });
  });
});
