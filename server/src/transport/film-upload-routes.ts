import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../accounts/caller.ts';
import { InvalidRequestError, NotFoundError } from '../errors.ts';
import { createHeaders } from './picture-routes.ts';

interface UploadedFile {
  readonly caller: Caller;
  readonly uploadId: string;
  readonly fileName: string;
}

/** Where uploaded files of films and ratings go. */
export interface FilmUploadTarget {
  /** Writes from `offset` on; answers with the file's size. */
  receive(file: UploadedFile, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  findSize(file: UploadedFile): Promise<number | undefined>;
}

export interface FilmUploadRoutesOptions {
  readonly filmUploads: FilmUploadTarget;
  readonly findCaller: (headers: Headers) => Promise<Caller>;
}

type UploadRequest = FastifyRequest<{
  Params: { uploadId: string; fileName: string };
  Querystring: { offset?: string };
}>;

/**
 * `PUT /movies/uploads/{uploadId}/{fileName}`: the body, as it comes, into a file that waits to be imported.
 *
 * The id is a UUID that the client makes. `?offset=N` goes on after N bytes of what is there, so that a large file travels in
 * pieces and a broken one is resumed; each piece has the server's time for a request, 60 seconds. `HEAD` says the size so far as
 * content-length. The answer is `{"sizeBytes": N}`.
 */
export async function registerFilmUploadRoutes(
  app: FastifyInstance,
  { filmUploads, findCaller }: FilmUploadRoutesOptions,
): Promise<void> {
  const address = '/movies/uploads/:uploadId/:fileName';
  const find = async (request: UploadRequest): Promise<UploadedFile> => ({
    caller: await findCaller(createHeaders(request)),
    ...request.params,
  });
  await app.register(async (scope) => {
    // The body stays a stream, whatever it says it is.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    scope.put(address, async (request: UploadRequest, reply) => {
      const offset = parseOffset(request.query.offset);
      const sizeBytes = await filmUploads.receive(await find(request), offset, request.raw);
      reply.header('cache-control', 'no-store');
      return { sizeBytes };
    });
    scope.head(address, async (request: UploadRequest, reply) => {
      const sizeBytes = await filmUploads.findSize(await find(request));
      if (sizeBytes === undefined) throw new NotFoundError('uploaded file', request.params.fileName);
      return reply.header('cache-control', 'no-store').header('content-length', sizeBytes).send();
    });
  });
}

function parseOffset(offset: string | undefined): number {
  if (offset === undefined) return 0;
  if (/^\d{1,15}$/.test(offset)) return Number(offset);
  throw new InvalidRequestError([{ field: 'offset', description: 'must be a whole number of bytes, 0 or greater' }]);
}
