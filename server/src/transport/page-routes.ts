import { existsSync } from 'node:fs';
import path from 'node:path';
import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pathOf, sendNotFound } from './http-errors.ts';

const pageNotBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Starweave</title>
<h1>Starweave is running, but its page is not built</h1>
<p>Build it with <code>npm run build --workspace @starweave/web</code> in Starweave’s folder, or stop Starweave and
start it with <code>npm start</code>, which builds it when it is missing. Then reload.</p>
<p>Everything else works: <a href="/health">/health</a>, gRPC, JSON over HTTP, and <code>npx starweave image</code>.</p>
</html>
`;

/**
 * Serves the built page: files with a hash in their name for ever, index.html always asked for anew, and
 * index.html again for every address that the page itself resolves.
 */
export async function registerPageRoutes(app: FastifyInstance, pageFolder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: pageFolder,
    suppressWarning: true,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders(response, filePath) {
      const hashed = path.relative(pageFolder, filePath).startsWith(`assets${path.sep}`);
      response.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.setNotFoundHandler((request, reply) => {
    if (isPageAddress(request)) return sendPage(reply, pageFolder);
    return sendNotFound(request, reply);
  });
}

function isPageAddress(request: FastifyRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  const lastSegment = pathOf(request).split('/').at(-1) ?? '';
  return !lastSegment.includes('.') && (request.headers.accept ?? '').includes('text/html');
}

function sendPage(reply: FastifyReply, pageFolder: string): FastifyReply {
  if (!existsSync(path.join(pageFolder, 'index.html'))) {
    return reply.code(503).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(pageNotBuilt);
  }
  return reply.sendFile('index.html');
}
