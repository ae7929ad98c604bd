import type { ImageRequest } from '@starweave/contract';
import { describe, expect, it } from 'vitest';
import type { ChatCommandReply } from '../commands/chat-command.ts';
import { InvalidRequestError, UnknownModelError } from '../errors.ts';
import { testRequest } from '../jobs/test-jobs.ts';
import type { ImageJobSubmission } from './generate-image.ts';
import { createImageCommand } from './image-command.ts';
import { createTestModel } from './test-models.ts';

const model = createTestModel({ id: 'postcard', styles: ['watercolor'], vocabulary: { subjects: ['boat'] } });

/** What the command submits and answers; `fail` throws in place of the submission. */
async function run(argumentsText: string, options: { picturesEnabled?: boolean; fail?: Error } = {}) {
  const submissions: ImageJobSubmission[] = [];
  const submit = async (submission: ImageJobSubmission) => {
    if (options.fail) throw options.fail;
    submissions.push(submission);
    return { id: 'job', request: testRequest } as never;
  };
  const command = createImageCommand({
    submitter: { submit, submitToRoom: () => Promise.reject(), resubmit: () => Promise.reject() },
    models: {
      list: async () => [model],
      listKnown: async () => [model],
      find: async () => model,
      forget: () => undefined,
    },
    defaultImageModel: 'postcard',
  });
  const place = { caller: { personId: 'me' }, roomId: 'room', replyMessageId: 'reply' };
  const call = { ...place, findLastMovieCard: async () => undefined };
  const { picturesEnabled = true } = options;
  const replies = await command.run({ ...call, argumentsText, picturesEnabled }, undefined as never);
  return { replies, request: submissions[0]?.request as ImageRequest, submission: submissions[0] };
}

describe('/image', () => {
  it('submits the words as a prompt, with its card as the reply', async () => {
    const { replies, submission } = await run('a lighthouse under a full moon, watercolor');
    expect(replies).toEqual([{ kind: 'job', jobId: 'job' }]);
    expect(submission).toMatchObject({ roomId: 'room', messageId: 'reply', caller: { personId: 'me' } });
    expect(submission?.request.prompt).toBe('a lighthouse under a full moon, watercolor');
    expect(submission?.request.settings?.seed64).toBeUndefined();
  });

  it('understands every option, anywhere', async () => {
    const { request } = await run(
      '--seed 9007199254740993 a boat --steps=30 --size 256×512 --style "pixel art" at sea --model postcard --no "rain, fog" --count 3 --guidance 4.5',
    );
    expect(request).toMatchObject({
      prompt: 'a boat at sea',
      model: 'postcard',
      negativePrompt: 'rain, fog',
      count: 3,
    });
    const settings = {
      seed64: 9007199254740993n,
      steps: 30,
      width: 256,
      height: 512,
      style: 'pixel art',
      guidanceScale: 4.5,
    };
    expect(request.settings).toMatchObject(settings);
  });

  it.each(['', '   ', '--help', 'a boat --help'])('helps: "%s"', async (text) => {
    const [reply] = (await run(text)).replies as [ChatCommandReply & { kind: 'text' }];
    expect(reply.kind).toBe('text');
    for (const part of ['--seed', '--no', 'Models: postcard', 'Styles: watercolor', '/image a lighthouse']) {
      expect(reply.text).toContain(part);
    }
  });

  it.each([
    ['a boat --sede 7', /no option --sede.*--seed, --steps/],
    ['a boat --seed', /--seed needs a value/],
    ['a boat --seed red', /--seed takes a whole number/],
    ['a boat --seed 9223372036854775808', /--seed takes .*9223372036854775807, not "9223372036854775808"/],
    ['a boat --seed 9223372036854775809999', /--seed takes .*, not "9223372036854775809999"/],
    ['a boat --steps 2.5', /--steps takes a whole number/],
    ['a boat --guidance much', /--guidance takes a number/],
    ['a boat --size big', /width and height, such as 256x256/],
  ])('answers what is wrong: %s', async (text, message) => {
    const { replies, submission } = await run(text);
    expect(replies).toMatchObject([{ kind: 'failure', message: expect.stringMatching(message) }]);
    expect(submission).toBeUndefined();
  });

  it('says how to turn pictures on where they are off, and still helps', async () => {
    const off = await run('a boat', { picturesEnabled: false });
    expect(off.replies).toMatchObject([
      { kind: 'failure', code: 'pictures-disabled', advice: expect.stringMatching(/Turn them on/) },
    ]);
    expect(off.submission).toBeUndefined();
    expect((await run('--help', { picturesEnabled: false })).replies).toMatchObject([{ kind: 'text' }]);
  });

  it('turns a refused request into a reply that names the option', async () => {
    const fail = new InvalidRequestError([{ field: 'settings.steps', description: '1 to 1000; this is 0.' }]);
    expect((await run('a boat --steps 0', { fail })).replies).toMatchObject([
      { kind: 'failure', code: 'invalid-request', message: '--steps: 1 to 1000; this is 0.' },
    ]);
    const unknown = new UnknownModelError('dalle', ['postcard']);
    expect((await run('a boat --model dalle', { fail: unknown })).replies).toMatchObject([
      { kind: 'failure', code: 'unknown-model', message: expect.stringContaining('postcard') },
    ]);
  });

  it('lets unexpected errors through', async () => {
    await expect(run('a boat', { fail: new TypeError('x') })).rejects.toThrow(TypeError);
  });
});
