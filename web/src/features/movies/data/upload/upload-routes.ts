/** Where files go before they are imported. */
export interface UploadRoutes {
  /** Bytes of a file that are there already; 0 for one that isn't. */
  readonly findSize: (uploadId: string, fileName: string, signal: AbortSignal) => Promise<number>;
  /** Puts bytes behind the first `offset` ones. */
  readonly append: (piece: UploadPiece, signal: AbortSignal) => Promise<void>;
}

export interface UploadPiece {
  readonly uploadId: string;
  readonly fileName: string;
  readonly offset: number;
  readonly bytes: Blob;
}

/** The server will not have the file, and asking again is no use; the message is its own. */
export class UploadRefusedError extends Error {
  readonly code = 'upload-refused';
  override readonly name = 'UploadRefusedError';
}

/** A piece did not arrive; the next try may work. */
export class UploadInterruptedError extends Error {
  readonly code = 'upload-interrupted';
  override readonly name = 'UploadInterruptedError';
}

const LASTING_CODES = new Set([
  'invalid_argument',
  'not_found',
  'permission_denied',
  'unauthenticated',
  'unimplemented',
]);

/** The upload routes of the page's own server. */
export function createUploadRoutes(call: typeof fetch = (...request) => fetch(...request)): UploadRoutes {
  const addressOf = (uploadId: string, fileName: string) =>
    `/movies/uploads/${uploadId}/${encodeURIComponent(fileName)}`;
  return {
    async findSize(uploadId, fileName, signal) {
      const response = await call(addressOf(uploadId, fileName), { method: 'HEAD', signal });
      if (response.status === 404) return 0;
      await verify(response);
      return Number(response.headers.get('content-length') ?? 0);
    },
    async append({ uploadId, fileName, offset, bytes }, signal) {
      const response = await call(`${addressOf(uploadId, fileName)}?offset=${offset}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: bytes,
        signal,
      });
      await verify(response);
    },
  };
}

async function verify(response: Response): Promise<void> {
  if (response.ok) return;
  const { code, message } = await readRefusal(response);
  const sentence = message || `The server answered ${response.status} to the upload.`;
  if (LASTING_CODES.has(code)) throw new UploadRefusedError(sentence);
  throw new UploadInterruptedError(sentence);
}

async function readRefusal(response: Response): Promise<{ readonly code: string; readonly message: string }> {
  try {
    const { code, message } = (await response.json()) as { code?: unknown; message?: unknown };
    return { code: String(code), message: typeof message === 'string' ? message : '' };
  } catch {
    return { code: '', message: '' };
  }
}
