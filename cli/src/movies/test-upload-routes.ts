import type { RouteHandler } from './test-movie-server.ts';

export interface UploadRoutes {
  readonly handle: RouteHandler;
  /** By "uploadId/fileName". */
  readonly files: Map<string, Uint8Array>;
  /** Answers for the next `PUT`s in place of storing them, each once; `undefined` breaks the connection off. */
  readonly failures: (Response | undefined)[];
}

/** Upload routes as the contract's `ImportRatings` tells of them, kept in memory. */
export function createUploadRoutes(): UploadRoutes {
  const files = new Map<string, Uint8Array>();
  const failures: (Response | undefined)[] = [];
  return {
    files,
    failures,
    async handle(request) {
      const url = new URL(request.url);
      const [, key] = /^\/movies\/uploads\/([0-9a-f-]{36}\/.+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
      if (key === undefined) return undefined;
      const stored = files.get(key);
      if (request.method === 'HEAD') {
        if (stored === undefined) return undefined;
        return new Response(null, { headers: { 'content-length': String(stored.length) } });
      }
      const bytes = new Uint8Array(await request.arrayBuffer());
      if (failures.length > 0) {
        const failure = failures.shift();
        if (failure === undefined) throw new Error('broken off');
        return failure;
      }
      const offset = Number(url.searchParams.get('offset'));
      const before = (stored ?? new Uint8Array()).slice(0, offset);
      if (offset > before.length) return refuse(400, 'failed_precondition', 'There is a hole.');
      files.set(key, Buffer.concat([before, bytes]));
      return Response.json({ sizeBytes: before.length + bytes.length });
    },
  };
}

/** An error as the server writes it. */
export function refuse(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status });
}
