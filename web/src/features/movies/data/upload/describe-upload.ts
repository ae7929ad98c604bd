import { formatBytes, formatDurationMs } from '../../../../design/charts/format-number.ts';

export interface UploadMoment {
  readonly sentBytes: number;
  readonly sizeBytes: number;
  /** Bytes that were there when this sending began. */
  readonly startBytes: number;
  /** Since this sending began. */
  readonly elapsedMs: number;
}

const FIRST_GUESS_AFTER_MS = 2000;

/** How far an upload is, and, once there is something to go by, how long it will take. */
export function describeUpload({ sentBytes, sizeBytes, startBytes, elapsedMs }: UploadMoment): string {
  const moved = sentBytes - startBytes;
  const far = `${formatBytes(sentBytes)} of ${formatBytes(sizeBytes)}`;
  if (moved <= 0 || elapsedMs < FIRST_GUESS_AFTER_MS || sentBytes >= sizeBytes) return far;
  const leftMs = ((sizeBytes - sentBytes) / moved) * elapsedMs;
  return `${far}, about ${formatDurationMs(Math.max(1000, leftMs))} left`;
}
