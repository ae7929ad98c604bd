import { createHash, randomInt } from 'node:crypto';
import { clone, create } from '@bufbuild/protobuf';
import {
  type ImageRequest,
  ImageRequestSchema,
  ImageSettingsSchema,
  type ImageVariationsRequest,
} from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import { type FieldViolation, InvalidRequestError } from '../errors.ts';
import type { ImageJobRow } from '../jobs/job-record.ts';
import type { Database } from '../storage/database.ts';
import type { ImageJobSubmission, ImageSubmitter } from './generate-image.ts';
import { roundFloat32 } from './round-float32.ts';

const defaultVariations = 4;
const mostVariations = 16;
const defaultStrength = 0.3;

/**
 * One submission per variation: the base request with its seed, blended towards the noise of the seed after it for
 * the first variation, the one after that for the second, and so on.
 *
 * Throws InvalidRequestError for a number of variations or a strength out of range.
 */
function createVariationSubmissions(
  request: ImageVariationsRequest,
  caller: Caller,
): (ImageJobSubmission & { readonly variation: { readonly strength: number; readonly seed: string } })[] {
  const { baseRequest, numVariations = defaultVariations, variationStrength = defaultStrength } = request;
  const violations: FieldViolation[] = [];
  const check = (field: string, isAllowed: boolean, description: string) => {
    if (!isAllowed) violations.push({ field, description });
  };
  check('base_request', baseRequest !== undefined, 'Say what to vary.');
  const isCount = numVariations >= 1 && numVariations <= mostVariations;
  check('num_variations', isCount, `1 to ${mostVariations}; this is ${numVariations}.`);
  const isStrength = variationStrength >= 0 && variationStrength <= 1;
  check(
    'variation_strength',
    isStrength,
    `0 (the same picture) to 1 (an unrelated one); this is ${variationStrength}.`,
  );
  const isSingle = (baseRequest?.count ?? 1) === 1;
  check('base_request.count', isSingle, 'Leave it out: num_variations says how many pictures are painted.');
  if (violations.length > 0 || baseRequest === undefined) throw new InvalidRequestError(violations);

  const base = fixSeed(baseRequest);
  const seed = base.settings?.seed64 ?? BigInt(base.settings?.seed ?? 0);
  const strength = roundFloat32(variationStrength);
  return Array.from({ length: numVariations }, (_, index) => ({
    request: giveOwnKey(base, index),
    caller,
    variation: { strength, seed: `${BigInt.asUintN(63, seed + 1n + BigInt(index))}` },
  }));
}

/** Submits all variations of a request together, or none; faults of the base request are named below it. */
export function createVariationSubmitter(database: Database, submitter: ImageSubmitter) {
  return async (request: ImageVariationsRequest, caller: Caller): Promise<ImageJobRow[]> => {
    const submissions = createVariationSubmissions(request, caller);
    try {
      return await database.transaction(async (transaction) => {
        const jobs: ImageJobRow[] = [];
        for (const submission of submissions) jobs.push(await submitter.submit(submission, transaction));
        return jobs;
      });
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      const below = (field: string) => `base_request.${field}`;
      throw new InvalidRequestError(error.violations.map((fault) => ({ ...fault, field: below(fault.field) })));
    }
  };
}

/** All variations start from one seed, also where it is left to the server; the same key gives the same one again. */
function fixSeed(request: ImageRequest): ImageRequest {
  const { settings, idempotencyKey } = request;
  if (settings?.seed !== undefined || settings?.seed64 !== undefined) return request;
  const fixed = clone(ImageRequestSchema, request);
  const seed = idempotencyKey === undefined || idempotencyKey === '' ? randomInt(2 ** 31 - 1) : hashKey(idempotencyKey);
  fixed.settings = create(ImageSettingsSchema, { ...fixed.settings, seed });
  return fixed;
}

function hashKey(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE() >>> 1;
}

function giveOwnKey(request: ImageRequest, index: number): ImageRequest {
  if (request.idempotencyKey === undefined || request.idempotencyKey === '') return request;
  const keyed = clone(ImageRequestSchema, request);
  keyed.idempotencyKey = `${request.idempotencyKey}/${index}`;
  return keyed;
}
