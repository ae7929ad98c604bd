import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { type ImageRequest, ImageRequestSchema, type ImageSettingsSchema, OutputFormat } from '@starweave/contract';
import { UsageError } from '../command.ts';
import type { Flag, ParsedFlags } from '../parse-flags.ts';

/** The flags of `starweave image` that make up the request. */
export const requestFlags: readonly Flag[] = [
  { name: 'negative', value: '<text>', help: 'what to keep out of the picture' },
  { name: 'seed', value: '<n>', help: '0 to 9223372036854775807; the same seed paints the same picture' },
  { name: 'steps', value: '<n>', help: 'denoising steps, 1 to 1000 (default: the model’s)' },
  { name: 'guidance', value: '<x>', help: 'how closely to follow the words, 0 to 50 (default: the model’s)' },
  { name: 'width', value: '<px>', help: 'multiple of 8 (default: the model’s)' },
  { name: 'height', value: '<px>', help: 'multiple of 8 (default: the model’s)' },
  { name: 'style', value: '<id>', help: 'a style, such as watercolor' },
  { name: 'scheduler', value: '<class>', help: 'such as EulerDiscreteScheduler (default: the model’s)' },
  { name: 'model', value: '<id>', help: 'one of `starweave models list` (default: the server’s)' },
  { name: 'count', value: '<n>', help: 'pictures to paint, 1 to 16; picture i takes seed + i' },
];

const formats: Readonly<Record<string, OutputFormat>> = {
  '.png': OutputFormat.PNG,
  '.jpg': OutputFormat.JPEG,
  '.jpeg': OutputFormat.JPEG,
  '.webp': OutputFormat.WEBP,
};

/** The output format that a file's ending asks for. Throws `UsageError` for another ending. */
export function getOutputFormat(extension: string): OutputFormat {
  const format = formats[extension.toLowerCase()];
  if (format !== undefined) return format;
  throw new UsageError(
    `--out ends in "${extension}"; pictures are written as ${Object.keys(formats).join(', ')}. Choose one of these endings.`,
  );
}

/**
 * Reads the request from prompt and flags.
 *
 * Only the form is checked here (a number where a number is asked for); ranges are the server's to refuse, so that
 * every client hears the same reasons.
 */
export function parseImageRequest(prompt: string, values: ParsedFlags['values'], format: OutputFormat): ImageRequest {
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const settings: MessageInitShape<typeof ImageSettingsSchema> = {};
  const seed = parseInteger('seed', text('seed'), 63);
  if (seed !== undefined) settings.seed64 = seed;
  for (const name of ['width', 'height', 'steps'] as const) {
    const value = parseInteger(name, text(name), 31);
    if (value !== undefined) settings[name] = Number(value);
  }
  const guidance = text('guidance');
  if (guidance !== undefined) settings.guidanceScale = parseNumber('guidance', guidance);
  if (text('style') !== undefined) settings.style = text('style') as string;
  if (text('scheduler') !== undefined) settings.scheduler = text('scheduler') as string;
  const request = create(ImageRequestSchema, { prompt, settings, outputFormat: format });
  const [negative, model, count] = [text('negative'), text('model'), parseInteger('count', text('count'), 31)];
  if (negative !== undefined) request.negativePrompt = negative;
  if (model !== undefined) request.model = model;
  if (count !== undefined) request.count = Number(count);
  return request;
}

function parseInteger(name: string, text: string | undefined, bits: 31 | 63): bigint | undefined {
  if (text === undefined) return undefined;
  if (!/^[+-]?\d{1,30}$/.test(text)) throw new UsageError(`--${name} takes a whole number, not "${text}".`);
  const value = BigInt(text);
  const limit = 1n << BigInt(bits);
  if (value >= limit || value < -limit) throw new UsageError(`--${name} takes at most ${limit - 1n}, not ${text}.`);
  return value;
}

function parseNumber(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new UsageError(`--${name} takes a number, not "${text}".`);
}
