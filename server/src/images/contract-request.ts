import { createHash } from 'node:crypto';
import { clone, create, toBinary } from '@bufbuild/protobuf';
import { type ImageRequest, ImageRequestSchema, OutputFormat } from '@starweave/contract';
import type { ImageVariation, ResolvedImageRequest } from '../jobs/job-record.ts';

const contractFormats = { png: OutputFormat.PNG, jpeg: OutputFormat.JPEG, webp: OutputFormat.WEBP } as const;

/** A resolved request in the contract's words: sent again, it is resolved to the same. */
export function toContractRequest(request: ResolvedImageRequest): ImageRequest {
  const seed = BigInt(request.seed);
  return create(ImageRequestSchema, {
    prompt: request.prompt,
    negativePrompt: request.negativePrompt,
    model: request.model,
    count: request.count,
    outputFormat: contractFormats[request.format],
    settings: {
      width: request.width,
      height: request.height,
      steps: request.steps,
      guidanceScale: request.guidanceScale,
      scheduler: request.scheduler,
      seed64: seed,
      ...(seed < 2n ** 31n && { seed: Number(seed) }),
      ...(request.style !== '' && { style: request.style }),
    },
  });
}

/** SHA-256 that tells requests apart: all that was sent but the idempotency key. */
export function computeFingerprint(request: ImageRequest, variation?: ImageVariation): string {
  const keyless = clone(ImageRequestSchema, request);
  delete keyless.idempotencyKey;
  const hash = createHash('sha256').update(toBinary(ImageRequestSchema, keyless));
  if (variation !== undefined) hash.update(`\0${variation.strength}\0${variation.seed}`);
  return hash.digest('hex');
}
