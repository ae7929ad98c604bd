import { setTimeout as wait } from 'node:timers/promises';
import { ConnectError } from '@connectrpc/connect';
import { MovieFeedback } from '@starweave/contract';
import { pino } from 'pino';
import type { Caller } from '../accounts/caller.ts';
import { InvalidRequestError, NotFoundError, UnavailableError } from '../errors.ts';
import { getCaller } from './call-context.ts';
import type { CallInterceptorOptions } from './call-interceptor.ts';
import type { Services } from './connect-router.ts';
import type { HealthReport } from './health-source.ts';

/** Size of the picture that the prompt "big" answers with: more than gRPC's usual 4 MiB, less than our limit. */
export const bigPictureBytes = 6 * 1024 * 1024;

/** Films by what the transport has to carry: numbers that are not sent, a float, an enum, a stream. */
function createTestMovieService(): Services['movieService'] {
  const service: Partial<Services['movieService']> = {
    rateMovie({ movieId, rating }) {
      if (rating === 7) throw new InvalidRequestError([{ field: 'rating', description: 'must be 0.5 to 5' }]);
      const previousRating = rating === undefined ? { previousRating: 4.5 } : {};
      return { movie: { movieId, title: '<b>Amélie</b> 🎬', yourFeedback: MovieFeedback.SEEN }, ...previousRating };
    },
    async *getAnalytics() {
      yield { section: { case: 'map', value: { method: 'SVD', points: [{ movieId: 4_294_967_295, x: 0.5 }] } } };
      yield { section: { case: 'dataSet', value: { ratingCounts: [2n ** 40n] } } };
    },
  };
  return service as Services['movieService'];
}

/** Small services for the transport's own tests: each prompt asks for one kind of answer. */
export function createTestServices() {
  const observed = {
    callers: [] as string[],
    /** Why the last call that waited stopped waiting. */
    cancelled: Promise.withResolvers<unknown>(),
    waiting: Promise.withResolvers<void>(),
    log: [] as string[],
  };
  const waitForCancel = async (signal: AbortSignal) => {
    observed.waiting.resolve();
    await wait(30_000, undefined, { signal }).catch(() => undefined);
    observed.cancelled.resolve(signal.reason);
    throw signal.reason ?? new Error('Nobody cancelled the call.');
  };
  const health: HealthReport = {
    status: 'degraded',
    version: '0.0.0',
    parts: [
      { name: 'database', status: 'serving', reason: '', advice: '' },
      { name: 'images', status: 'not-serving', reason: 'No worker is alive.', advice: 'Start one.' },
      { name: 'text', status: 'degraded', reason: 'No language model answers.', advice: 'Start Ollama.' },
    ],
  };
  const services: Services = {
    imageService: {
      async generateImage(request, context) {
        observed.callers.push(getCaller(context).personId);
        const answer = { requestId: request.prompt ?? '', format: 'png' };
        switch (request.prompt) {
          case 'big':
            return { ...answer, imageData: new Uint8Array(bigPictureBytes).fill(7) };
          case 'bad fields':
            throw new InvalidRequestError([
              { field: 'settings.steps', description: 'must be 1 to 1000' },
              { field: 'settings.width', description: 'must be a multiple of 8' },
            ]);
          case 'missing':
            throw new NotFoundError('picture', '42');
          case 'busy':
            throw new UnavailableError('The database is away.', 1500);
          case 'surprise':
            throw new Error('connect postgres://me:hunter2@db/x failed');
          case 'wait':
            return waitForCancel(context.signal);
          default:
            return { ...answer, imageData: new Uint8Array([1, 2, 3]), metadata: { seed64: 2n ** 62n } };
        }
      },
      async *generateImageVariations(request, { signal }) {
        for (let index = 0; index < (request.numVariations ?? 4); index += 1) {
          if (request.baseRequest?.prompt?.startsWith('100 %'))
            throw new NotFoundError('picture', request.baseRequest.prompt);
          if (request.baseRequest?.prompt === 'fail at 2' && index === 2) throw new NotFoundError('picture', '42');
          if (request.baseRequest?.prompt === 'wait at 1' && index === 1) await waitForCancel(signal);
          yield { requestId: String(index) };
        }
      },
      getImageModels: () => ({ models: [{ id: 'test' }] }),
    },
    jobService: {} as Services['jobService'],
    pictureService: {} as Services['pictureService'],
    chatService: {} as Services['chatService'],
    movieService: createTestMovieService(),
    health: { getHealth: async () => health },
  };
  const options: CallInterceptorOptions = {
    findCaller: async (headers): Promise<Caller> => ({ personId: headers.get('x-test-person') ?? 'local' }),
    logger: pino({ level: 'info' }, { write: (line: string) => void observed.log.push(line) }),
  };
  return { services, options, observed, health };
}

/** The error that a call failed with, for its code and details. */
export async function catchConnectError(call: Promise<unknown>): Promise<ConnectError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ConnectError) return error;
    throw error;
  }
  throw new Error('The call succeeded.');
}
