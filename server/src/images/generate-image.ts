import { randomInt, randomUUID } from 'node:crypto';
import type { ImageRequest } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import { IdempotencyConflictError, InvalidRequestError } from '../errors.ts';
import type { ImageJobRow, ImageVariation } from '../jobs/job-record.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { chooseModel } from '../models/choose-model.ts';
import type { ModelRegistry } from '../models/model-registry.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { computeFingerprint } from './contract-request.ts';
import { resolveImageRequest } from './resolve-request.ts';

export interface ImageJobSubmission {
  readonly request: ImageRequest;
  readonly caller: Caller;
  readonly variation?: ImageVariation | undefined;
  readonly roomId?: string | undefined;
  readonly messageId?: string | undefined;
}

/** Resolves a request and puts its job into the queue. */
export interface ImageSubmitter {
  /**
   * Answers with the new job, or with the one that has the request's idempotency key already. With a transaction,
   * the job commits with it. Throws for requests that can't be followed; nothing is stored then.
   */
  submit(submission: ImageJobSubmission, transaction?: Transaction): Promise<ImageJobRow>;
}

export interface ImageSubmitterDependencies {
  readonly database: Database;
  readonly jobStore: JobStore;
  readonly models: ModelRegistry;
  readonly defaultImageModel: string;
  readonly schedulers: readonly string[];
}

export function createImageSubmitter(dependencies: ImageSubmitterDependencies): ImageSubmitter {
  const { database, jobStore, models, defaultImageModel, schedulers } = dependencies;
  return {
    async submit(submission, transaction) {
      const { request, caller, variation, roomId, messageId } = submission;
      const fingerprint = computeFingerprint(request, variation);
      const idempotencyKey = checkKey(request.idempotencyKey);
      // Looked up before the request is resolved: the models may have changed since the first one.
      const first = idempotencyKey === undefined ? undefined : await jobStore.findByKey(idempotencyKey, caller);
      if (first !== undefined) return join(first, fingerprint);
      const requestedModel = request.model === undefined || request.model === '' ? undefined : request.model;
      const { model, notices } = chooseModel(await models.list(), requestedModel, defaultImageModel);
      const resolved = resolveImageRequest(request, { model, schedulers, randomInteger: randomInt, variation });
      const job = {
        id: randomUUID(),
        caller,
        request: resolved,
        requestedModel: requestedModel ?? '',
        notices,
        fingerprint,
        idempotencyKey,
        roomId,
        messageId,
      };
      if (transaction !== undefined) return jobStore.submit(transaction, job);
      return database.transaction((own) => jobStore.submit(own, job));
    },
  };
}

const keyPattern = /^[\x20-\x7e]{1,200}$/;

function checkKey(key: string | undefined): string | undefined {
  if (key === undefined || key === '') return undefined;
  if (keyPattern.test(key)) return key;
  const description = '1 to 200 printable ASCII characters, for example a UUID.';
  throw new InvalidRequestError([{ field: 'idempotency_key', description }]);
}

function join(first: ImageJobRow, fingerprint: string): ImageJobRow {
  if (first.requestFingerprint !== fingerprint) throw new IdempotencyConflictError();
  return first;
}
