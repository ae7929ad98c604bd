import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../accounts/caller.ts';
import { InvalidRequestError, NotFoundError } from '../errors.ts';

/** A picture's file as it is sent. */
export interface ServedPicture {
  readonly bytes: Uint8Array;
  readonly format: 'png' | 'jpeg' | 'webp';
  /** SHA-256 of the bytes, hex. */
  readonly hash: string;
}

/** Where pictures come from; undefined for one that is not there or not the caller's. */
export interface PictureSource {
  findPicture(id: string, caller: Caller): Promise<ServedPicture | undefined>;
  findThumbnail(id: string, caller: Caller, sizePx: number): Promise<ServedPicture | undefined>;
}

export interface PictureRoutesOptions {
  readonly pictures: PictureSource;
  readonly findCaller: (headers: Headers) => Promise<Caller>;
}

type PictureRequest = FastifyRequest<{ Params: { id: string }; Querystring: { size?: string; download?: string } }>;

const smallestThumbnailPx = 16;
const largestThumbnailPx = 1024;

/**
 * `GET /pictures/{id}`: the file, the same bytes for ever. `?size=256` scales it down to fit a square of that many
 * pixels; `?download` has the browser save it.
 */
export function registerPictureRoutes(app: FastifyInstance, { pictures, findCaller }: PictureRoutesOptions): void {
  app.get('/pictures/:id', async (request: PictureRequest, reply) => {
    const { id } = request.params;
    const sizePx = parseSize(request.query.size);
    const caller = await findCaller(createHeaders(request));
    const picture = isUuid(id) ? await find(pictures, { id, caller, sizePx }) : undefined;
    if (picture === undefined) throw new NotFoundError('picture', id);
    const fileName = `starweave-${id.slice(0, 8)}.${picture.format === 'jpeg' ? 'jpg' : picture.format}`;
    const disposition = request.query.download === undefined ? 'inline' : 'attachment';
    reply
      .header('content-disposition', `${disposition}; filename="${fileName}"`)
      .header('cache-control', 'private, max-age=31536000, immutable')
      .header('etag', `"${picture.hash}"`);
    return sendUnlessKnown(request, reply, picture);
  });
}

function find(pictures: PictureSource, wanted: { id: string; caller: Caller; sizePx: number | undefined }) {
  const { id, caller, sizePx } = wanted;
  return sizePx === undefined ? pictures.findPicture(id, caller) : pictures.findThumbnail(id, caller, sizePx);
}

function sendUnlessKnown(request: FastifyRequest, reply: FastifyReply, picture: ServedPicture): FastifyReply {
  const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(`"${picture.hash}"`) || known.includes('*')) return reply.code(304).send();
  return reply
    .type(`image/${picture.format}`)
    .send(Buffer.from(picture.bytes.buffer, picture.bytes.byteOffset, picture.bytes.byteLength));
}

function parseSize(size: string | undefined): number | undefined {
  if (size === undefined) return undefined;
  const sizePx = /^\d{1,5}$/.test(size) ? Number(size) : Number.NaN;
  if (sizePx >= smallestThumbnailPx && sizePx <= largestThumbnailPx) return sizePx;
  const description = `must be a whole number from ${smallestThumbnailPx} to ${largestThumbnailPx}`;
  throw new InvalidRequestError([{ field: 'size', description }]);
}

/** Whether an id can name a row at all. */
function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(id);
}

/** A request's headers as fetch spells them. */
export function createHeaders(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (name.startsWith(':') || value === undefined) continue;
    for (const each of Array.isArray(value) ? value : [value]) headers.append(name, each);
  }
  return headers;
}
