import { type Client, createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { ChatService, ImageGenerationService, JobService, MovieService } from '@starweave/contract';

/** The typed clients that the page speaks through; they never know which transport carries them. */
export interface Services {
  readonly chat: Client<typeof ChatService>;
  readonly jobs: Client<typeof JobService>;
  readonly images: Client<typeof ImageGenerationService>;
  readonly movies: Client<typeof MovieService>;
}

/** Creates the clients over one transport. */
export function createServices(transport: Transport): Services {
  return {
    chat: createClient(ChatService, transport),
    jobs: createClient(JobService, transport),
    images: createClient(ImageGenerationService, transport),
    movies: createClient(MovieService, transport),
  };
}

/** Connect over the page's own origin; calls that take longer than 20 seconds fail (streams say so themselves). */
export function createBrowserTransport(): Transport {
  return createConnectTransport({
    baseUrl: window.location.origin,
    useBinaryFormat: true,
    defaultTimeoutMs: 20_000,
  });
}
