import v8 from 'node:v8';
import vm from 'node:vm';

/** Memory that this process holds, in MB of 2^20 bytes: its resident set, by the operating system's count. Always above 0. */
export function getMemoryUsageMb(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}

let collect: (() => void) | undefined;

/**
 * Collects all garbage now: three full collections, because buffers of objects that the first one finalises go with the
 * next. Takes tens of milliseconds and stops everything meanwhile: call it around the loading of a model, not in a request.
 */
export function aggressiveGc(): void {
  collect ??= findCollector();
  for (let round = 0; round < 3; round += 1) collect();
}

const WORTH_COLLECTING_BYTES = 64 * 2 ** 20;

/** Collects garbage where so much was let go that it shows: V8 by itself would leave it until it needs the room. */
export function collectFreed(bytes: number): void {
  if (bytes >= WORTH_COLLECTING_BYTES) aggressiveGc();
}

/** V8's own collector, which it shows to contexts that are made after the flag is set. */
function findCollector(): () => void {
  v8.setFlagsFromString('--expose-gc');
  return vm.runInNewContext('gc') as () => void;
}
