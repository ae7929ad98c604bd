import { create } from '@bufbuild/protobuf';
import { type ImageRequest, ImageRequestSchema } from '@starweave/contract';
import type { ChatCommand, ChatCommandCall, ChatCommandOption, ChatCommandReply } from '../commands/chat-command.ts';
import { ArgumentsError, type ParsedArguments, parseArguments } from '../commands/parse-arguments.ts';
import { InvalidRequestError, ModelBrokenError, TooMuchError, UnknownModelError } from '../errors.ts';
import type { ModelRegistry } from '../models/model-registry.ts';
import type { ImageSubmitter } from './generate-image.ts';
import { listStyles } from './styles.ts';

const options: readonly ChatCommandOption[] = [
  { name: 'seed', value: 'N', help: 'The number that a picture grows from; the same one gives the same picture.' },
  { name: 'steps', value: 'N', help: 'Denoising steps; more takes longer.' },
  { name: 'size', value: 'WxH', help: 'Width and height in pixels, such as 256x256.' },
  { name: 'style', value: 'STYLE', help: 'A look, such as watercolor; quote one of several words.' },
  { name: 'model', value: 'ID', help: 'The image model.' },
  { name: 'no', value: 'WORDS', help: 'What to keep out of the picture; quote several words.' },
  { name: 'count', value: 'N', help: 'Pictures to paint, 1 to 16.' },
  { name: 'guidance', value: 'X', help: 'How closely to follow the words, 0 to 50.' },
  { name: 'help', value: '', help: 'Shows this help.' },
];

const examples = [
  '/image a lighthouse under a full moon, watercolor',
  '/image a red boat at sea --style "pixel art" --seed 7',
  '/image a castle in the mountains --no rain --count 4',
];

export interface ImageCommandDependencies {
  readonly submitter: ImageSubmitter;
  readonly models: ModelRegistry;
  readonly defaultImageModel: string;
}

/** `/image <prompt>`: puts a picture's card into the room. */
export function createImageCommand(dependencies: ImageCommandDependencies): ChatCommand {
  return {
    name: 'image',
    usage: '/image <what to paint> [options]',
    help: 'Paints a picture from words.',
    options,
    examples,
    async run(call, transaction) {
      try {
        const parsed = parseArguments(call.argumentsText, options);
        if (parsed.options.has('help') || parsed.text === '') {
          return [{ kind: 'text', text: await describeCommand(dependencies) }];
        }
        if (!call.picturesEnabled) return [picturesDisabled];
        const request = createRequest(parsed);
        const { caller, roomId, replyMessageId: messageId } = call satisfies ChatCommandCall;
        const job = await dependencies.submitter.submit({ request, caller, roomId, messageId }, transaction);
        return [{ kind: 'job', jobId: job.id }];
      } catch (error) {
        return [describeFailure(error)];
      }
    },
  };
}

const picturesDisabled: ChatCommandReply = {
  kind: 'failure',
  code: 'pictures-disabled',
  message: 'Pictures are turned off in this room.',
  advice: 'Turn them on with the switch "Pictures" at the top of the room, then send the message again.',
};

function createRequest({ text, options: given }: ParsedArguments): ImageRequest {
  const size = given.get('size');
  const seed = given.get('seed');
  const steps = parseNumber(given, 'steps');
  const guidanceScale = parseNumber(given, 'guidance');
  const style = given.get('style');
  const count = parseNumber(given, 'count');
  const model = given.get('model');
  const negativePrompt = given.get('no');
  return create(ImageRequestSchema, {
    prompt: text,
    ...(negativePrompt !== undefined && { negativePrompt }),
    ...(model !== undefined && { model }),
    ...(count !== undefined && { count }),
    settings: {
      ...(size !== undefined && parseSize(size)),
      ...(seed !== undefined && { seed64: parseSeed(seed) }),
      ...(steps !== undefined && { steps }),
      ...(guidanceScale !== undefined && { guidanceScale }),
      ...(style !== undefined && { style }),
    },
  });
}

function parseNumber(given: ReadonlyMap<string, string>, name: 'steps' | 'guidance' | 'count'): number | undefined {
  const text = given.get(name);
  if (text === undefined) return undefined;
  const isNumber = name === 'guidance' ? /^-?\d+(\.\d+)?$/.test(text) : /^-?\d{1,9}$/.test(text);
  if (!isNumber)
    throw new ArgumentsError(`--${name} takes a ${name === 'guidance' ? '' : 'whole '}number, not "${text}".`);
  return Number(text);
}

const largestSeed = 2n ** 63n - 1n;

function parseSeed(text: string): bigint {
  const seed = /^-?\d{1,19}$/.test(text) ? BigInt(text) : undefined;
  if (seed === undefined || seed > largestSeed)
    throw new ArgumentsError(`--seed takes a whole number from 0 to ${largestSeed}, not "${text}".`);
  return seed;
}

function parseSize(text: string): { width: number; height: number } {
  const match = /^(\d{1,6})\s*[x×*]\s*(\d{1,6})$/i.exec(text.trim());
  if (match === null) throw new ArgumentsError(`--size takes width and height, such as 256x256, not "${text}".`);
  return { width: Number(match[1]), height: Number(match[2]) };
}

function describeFailure(error: unknown): ChatCommandReply {
  if (error instanceof ArgumentsError) {
    return { kind: 'failure', code: error.code, message: error.message, advice: 'Type /image --help to see them all.' };
  }
  if (error instanceof InvalidRequestError) {
    const message = error.violations.map(({ field, description }) => `${nameField(field)}: ${description}`).join(' ');
    return { kind: 'failure', code: error.code, message, advice: 'Change it and send the message again.' };
  }
  if (error instanceof UnknownModelError) {
    const advice = 'Leave --model out to use the default one.';
    return { kind: 'failure', code: error.code, message: error.message, advice };
  }
  if (error instanceof ModelBrokenError) {
    const advice = 'Name another model with --model; "starweave models list" shows them all.';
    return { kind: 'failure', code: error.code, message: error.message, advice };
  }
  if (error instanceof TooMuchError) {
    return { kind: 'failure', code: error.code, message: error.message, advice: 'Send the message again later.' };
  }
  throw error;
}

const optionsOfFields: Readonly<Record<string, string>> = {
  prompt: 'The words',
  negative_prompt: '--no',
  count: '--count',
  'settings.width': '--size',
  'settings.height': '--size',
  'settings.steps': '--steps',
  'settings.guidance_scale': '--guidance',
  'settings.style': '--style',
  'settings.seed_64': '--seed',
};

function nameField(field: string): string {
  return optionsOfFields[field] ?? field;
}

async function describeCommand({ models, defaultImageModel }: ImageCommandDependencies): Promise<string> {
  const known = await models.list();
  const lines = options.map(({ name, value, help }) => `- \`--${name}${value === '' ? '' : ` ${value}`}\` ${help}`);
  const usable = known.filter(({ state }) => state !== 'broken');
  const preferred = usable.find(({ id }) => id === defaultImageModel) ?? usable[0];
  const styles = preferred === undefined ? [] : listStyles(preferred).map(({ id }) => id);
  return [
    '**/image** paints a picture from words.',
    `Usage: \`/image <what to paint> [options]\``,
    lines.join('\n'),
    `Models: ${usable.length === 0 ? 'none is usable' : usable.map(({ id }) => id).join(', ')}.`,
    ...(styles.length === 0 ? [] : [`Styles: ${styles.join(', ')}.`]),
    `Examples:\n${examples.map((example) => `- \`${example}\``).join('\n')}`,
  ].join('\n\n');
}
