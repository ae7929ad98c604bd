import type { GenerationTimings } from './text-to-image-types.ts';

/** Adds up where the time of one request goes. */
export interface RequestTimer {
  add(part: 'textEncoder' | 'unet' | 'vaeEncoder' | 'vaeDecoder', elapsedMs: number): void;
  /** Run a callback of the request, on its own account. */
  timeCallback(call: () => void | Promise<void>): Promise<void>;
  read(): GenerationTimings;
}

/** A timer that starts now. */
export function createRequestTimer(clock: () => number): RequestTimer {
  const startedAt = clock();
  const spent = { textEncoder: 0, unet: 0, vaeEncoder: 0, vaeDecoder: 0, callbacks: 0 };
  return {
    add: (part, elapsedMs) => {
      spent[part] += elapsedMs;
    },
    timeCallback: async (call) => {
      const calledAt = clock();
      await call();
      spent.callbacks += clock() - calledAt;
    },
    read: () => {
      const total = clock() - startedAt;
      const elsewhere = Object.values(spent).reduce((sum, part) => sum + part, 0);
      return { total, ...spent, own: Math.max(0, total - elsewhere) };
    },
  };
}
