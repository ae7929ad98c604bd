import { Code, createClient, type Transport } from '@connectrpc/connect';
import { googleRpc, ImageGenerationService, MovieFeedback, MovieService } from '@starweave/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bigPictureBytes, catchConnectError, createTestServices } from './test-services.ts';

type TestServices = ReturnType<typeof createTestServices>;

export interface OpenConnector {
  readonly transport: Transport;
  close(): Promise<void>;
}

/** What every kind of connector owes its callers; run for each of them. */
export function describeConnector(name: string, open: (test: TestServices) => Promise<OpenConnector>): void {
  describe(name, () => {
    const test = createTestServices();
    let connector: OpenConnector;
    beforeAll(async () => {
      connector = await open(test);
    });
    afterAll(() => connector.close());
    const client = () => createClient(ImageGenerationService, connector.transport);

    it('answers a call, 64-bit numbers and bytes intact', async () => {
      const response = await client().generateImage({ prompt: 'a red sun' });
      expect(response.requestId).toBe('a red sun');
      expect([...response.imageData]).toEqual([1, 2, 3]);
      expect(response.metadata?.seed64).toBe(2n ** 62n);
    });

    it('tells "not sent" from an explicit zero', async () => {
      const seen: (number | undefined)[] = [];
      for (const numVariations of [undefined, 0]) {
        let count = 0;
        const request = numVariations === undefined ? {} : { numVariations };
        for await (const _ of client().generateImageVariations(request)) count += 1;
        seen.push(count);
      }
      expect(seen).toEqual([4, 0]);
    });

    it('gives every call a caller from its headers', async () => {
      test.observed.callers.length = 0;
      await client().generateImage({ prompt: 'x' }, { headers: { 'x-test-person': 'ada' } });
      await client().generateImage({ prompt: 'x' });
      expect(test.observed.callers).toEqual(['ada', 'local']);
    });

    it('carries a message larger than 4 MiB in both directions', async () => {
      const response = await client().generateImage({ prompt: 'big' });
      expect(response.imageData.length).toBe(bigPictureBytes);
      expect(response.imageData.at(-1)).toBe(7);
      const prompt = 'p'.repeat(bigPictureBytes);
      expect((await client().generateImage({ prompt })).requestId.length).toBe(bigPictureBytes);
    });

    it('refuses a message above the limit', async () => {
      const error = await catchConnectError(client().generateImage({ prompt: 'p'.repeat(17 * 1024 * 1024) }));
      expect(error.code).toBe(Code.ResourceExhausted);
    });

    it('streams in order and ends', async () => {
      const ids: string[] = [];
      for await (const response of client().generateImageVariations({ numVariations: 5 })) ids.push(response.requestId);
      expect(ids).toEqual(['0', '1', '2', '3', '4']);
    });

    it('names every field at fault', async () => {
      const error = await catchConnectError(client().generateImage({ prompt: 'bad fields' }));
      expect(error.code).toBe(Code.InvalidArgument);
      const [badRequest] = error.findDetails(googleRpc.BadRequestSchema);
      expect(badRequest?.fieldViolations.map(({ field, description }) => [field, description])).toEqual([
        ['settings.steps', 'must be 1 to 1000'],
        ['settings.width', 'must be a multiple of 8'],
      ]);
      expect(error.findDetails(googleRpc.ErrorInfoSchema)[0]?.reason).toBe('invalid-request');
    });

    it('says when to try again', async () => {
      const error = await catchConnectError(client().generateImage({ prompt: 'busy' }));
      expect(error.code).toBe(Code.Unavailable);
      expect(error.findDetails(googleRpc.RetryInfoSchema)[0]?.retryDelay).toMatchObject({
        seconds: 1n,
        nanos: 500_000_000,
      });
    });

    it('hides the text of an unexpected error behind the request id that the log has', async () => {
      test.observed.log.length = 0;
      const headers = { 'x-request-id': 'request-7' };
      const error = await catchConnectError(client().generateImage({ prompt: 'surprise' }, { headers }));
      expect(error.code).toBe(Code.Internal);
      expect(error.rawMessage).toContain('request-7');
      expect(error.rawMessage).not.toContain('postgres');
      expect(error.metadata.get('x-request-id')).toBe('request-7');
      const log = test.observed.log.join('');
      expect(log).toContain('"requestId":"request-7"');
      expect(log).toContain('postgres://me:[redacted]@db/x');
      expect(log).not.toContain('hunter2');
    });

    it('fails in mid-stream with what came before', async () => {
      const ids: string[] = [];
      const read = async () => {
        const request = { baseRequest: { prompt: 'fail at 2' }, numVariations: 5 };
        for await (const { requestId } of client().generateImageVariations(request)) ids.push(requestId);
      };
      const error = await catchConnectError(read());
      expect([error.code, error.rawMessage]).toEqual([Code.NotFound, 'There is no picture with id "42".']);
      expect(ids).toEqual(['0', '1']);
    });

    it('tells the handler when the caller goes away', async () => {
      test.observed.waiting = Promise.withResolvers();
      test.observed.cancelled = Promise.withResolvers();
      const away = new AbortController();
      const call = catchConnectError(client().generateImage({ prompt: 'wait' }, { signal: away.signal }));
      await test.observed.waiting.promise;
      away.abort();
      expect((await call).code).toBe(Code.Canceled);
      expect(await test.observed.cancelled.promise).toBeInstanceOf(Error);
    });

    it('tells the handler of a stream when its reader leaves', async () => {
      test.observed.waiting = Promise.withResolvers();
      test.observed.cancelled = Promise.withResolvers();
      const away = new AbortController();
      const request = { baseRequest: { prompt: 'wait at 1' } };
      const updates = client().generateImageVariations(request, { signal: away.signal })[Symbol.asyncIterator]();
      expect((await updates.next()).value?.requestId).toBe('0');
      const second = catchConnectError(updates.next());
      await test.observed.waiting.promise;
      away.abort();
      expect((await second).code).toBe(Code.Canceled);
      expect(await test.observed.cancelled.promise).toBeInstanceOf(Error);
    });

    it('ends a call at its deadline', async () => {
      test.observed.cancelled = Promise.withResolvers();
      const error = await catchConnectError(client().generateImage({ prompt: 'wait' }, { timeoutMs: 100 }));
      expect(error.code).toBe(Code.DeadlineExceeded);
      expect(await test.observed.cancelled.promise).toBeInstanceOf(Error);
    });

    it('carries films: what is not sent, enums, titles as they are', async () => {
      const films = createClient(MovieService, connector.transport);
      const rated = await films.rateMovie({ movieId: 7, rating: 0.5 });
      expect(rated.movie).toMatchObject({ movieId: 7, title: '<b>Amélie</b> 🎬', yourFeedback: MovieFeedback.SEEN });
      expect(rated.previousRating).toBeUndefined();
      expect((await films.rateMovie({ movieId: 7 })).previousRating).toBe(4.5);
      const error = await catchConnectError(films.rateMovie({ movieId: 7, rating: 7 }));
      expect(error.code).toBe(Code.InvalidArgument);
      expect(error.findDetails(googleRpc.BadRequestSchema)[0]?.fieldViolations[0]?.field).toBe('rating');
    });

    it('streams sections of films as they come', async () => {
      const films = createClient(MovieService, connector.transport);
      const seen: unknown[] = [];
      for await (const { section } of films.getAnalytics({})) {
        if (section.case === 'map') seen.push(section.value.points[0]?.movieId);
        if (section.case === 'dataSet') seen.push(section.value.ratingCounts);
      }
      expect(seen).toEqual([4_294_967_295, [2n ** 40n]]);
    });

    it('says so when a method has no handler', async () => {
      const { JobService } = await import('@starweave/contract');
      const jobs = createClient(JobService, connector.transport);
      expect((await catchConnectError(jobs.getJob({ jobId: 'x' }))).code).toBe(Code.Unimplemented);
    });
  });
}
