import { randomInt, randomUUID } from 'node:crypto';
import type { ImageRequest } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import { IdempotencyConflictError, InvalidRequestError, NotFoundError, PicturesDisabledError } from '../errors.ts';
import type { ImageJobRow, ImageVariation } from '../jobs/job-record.ts';
import type { JobStore, NewImageJob } from '../jobs/job-store.ts';
import { chooseModel } from '../models/choose-model.ts';
import type { ModelRegistry } from '../models/model-registry.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { computeFingerprint, toContractRequest } from './contract-request.ts';
import { createPersonTurns } from './person-turns.ts';
import { resolveImageRequest } from './resolve-request.ts';
import { findLockedRoom } from './room-pictures-store.ts';

export interface ImageJobSubmission {
  readonly request: ImageRequest;
  readonly caller: Caller;
  readonly variation?: ImageVariation | undefined;
  readonly roomId?: string | undefined;
  readonly messageId?: string | undefined;
  /** True: it is painted only when nobody's picture waits. */
  readonly isBackground?: boolean | undefined;
}

/** A card that shows a job in a room. */
export interface JobCard {
  readonly messageId: string;
  readonly roomId: string;
  readonly caller: Caller;
  readonly jobId: string;
}

/** Resolves a request and puts its job into the queue. */
export interface ImageSubmitter {
  /**
   * Answers with the new job, or with the one that has the request's idempotency key already. With a transaction,
   * the job commits with it. Throws for requests that can't be followed; nothing is stored then.
   */
  submit(submission: ImageJobSubmission, transaction?: Transaction): Promise<ImageJobRow>;
  /** As `submit`, with a card in the room where one is given; throws PicturesDisabledError where they are off. */
  submitToRoom(request: ImageRequest, caller: Caller, roomId: string | undefined): Promise<ImageJobRow>;
  /** A finished job's request again, as a new job in the same room. */
  resubmit(job: ImageJobRow, caller: Caller, options: { readonly keepSeed: boolean }): Promise<ImageJobRow>;
}

export interface ImageSubmitterDependencies {
  readonly database: Database;
  readonly jobStore: JobStore;
  readonly models: ModelRegistry;
  readonly defaultImageModel: string;
  /** Adds the card's message to its room, in the transaction of the job. */
  readonly addJobCard: (card: JobCard, transaction: Transaction) => Promise<void>;
}

export function createImageSubmitter(dependencies: ImageSubmitterDependencies): ImageSubmitter {
  const { database, jobStore } = dependencies;
  const turns = createPersonTurns();

  const submit: ImageSubmitter['submit'] = async (submission, transaction) => {
    const { request, caller, variation } = submission;
    const fingerprint = computeFingerprint(request, variation);
    const idempotencyKey = checkKey(request.idempotencyKey);
    // Looked up before the request is resolved: the models may have changed since the first one.
    const first =
      idempotencyKey === undefined ? undefined : await jobStore.findByKey(idempotencyKey, caller, transaction);
    if (first !== undefined) return join(first, fingerprint);
    const job = { ...(await createJob(dependencies, submission, transaction)), fingerprint, idempotencyKey };
    if (transaction !== undefined) return jobStore.submit(transaction, job);
    return turns.run(caller.personId, () => database.transaction((own) => jobStore.submit(own, job)));
  };
  const submitAsCard = (submission: ImageJobSubmission) => {
    const { caller, roomId } = submission;
    if (roomId === undefined) return submit(submission);
    const card = { ...submission, roomId, messageId: randomUUID() };
    return turns.run(caller.personId, () => submitWithCard(dependencies, submit, card));
  };

  return {
    submit,
    submitToRoom: (request, caller, roomId) => submitAsCard({ request, caller, roomId }),
    resubmit(job, caller, { keepSeed }) {
      const { request: resolved } = job;
      const request = toContractRequest(resolved);
      // A picture that is there is painted again by the model that painted it; else the server may choose anew.
      if (job.state !== 'done' || !keepSeed) setModel(request, job.requestedModel);
      if (!keepSeed) {
        delete request.settings?.seed;
        delete request.settings?.seed64;
      }
      return submitAsCard({ request, caller, roomId: job.roomId ?? undefined, variation: resolved.variation });
    },
  };
}

async function createJob(
  { models, defaultImageModel }: ImageSubmitterDependencies,
  { request, caller, variation, roomId, messageId, isBackground }: ImageJobSubmission,
  transaction: Transaction | undefined,
): Promise<Omit<NewImageJob, 'fingerprint' | 'idempotencyKey'>> {
  const requestedModel = request.model === undefined || request.model === '' ? undefined : request.model;
  const known = transaction === undefined ? await models.list() : await models.listKnown();
  const { model, notices } = chooseModel(known, requestedModel, defaultImageModel);
  return {
    id: randomUUID(),
    caller,
    request: resolveImageRequest(request, { model, randomInteger: randomInt, variation }),
    requestedModel: requestedModel ?? '',
    notices,
    roomId,
    messageId,
    isBackground,
  };
}

async function submitWithCard(
  { database, addJobCard }: ImageSubmitterDependencies,
  submit: ImageSubmitter['submit'],
  submission: ImageJobSubmission & { readonly roomId: string; readonly messageId: string },
): Promise<ImageJobRow> {
  const { caller, roomId, messageId } = submission;
  return database.transaction(async (transaction) => {
    await lockRoom(transaction, roomId, caller);
    const job = await submit(submission, transaction);
    // An earlier job of the same key has its card already.
    if (job.messageId === messageId) await addJobCard({ messageId, roomId, caller, jobId: job.id }, transaction);
    return job;
  });
}

function setModel(request: ImageRequest, model: string): void {
  if (model === '') delete request.model;
  else request.model = model;
}

/** The room's lock comes before all others, as in chat, so that the two never wait for each other. */
async function lockRoom(transaction: Transaction, roomId: string, caller: Caller): Promise<void> {
  const room = await findLockedRoom(transaction, roomId, caller);
  if (room === undefined) throw new NotFoundError('room', roomId);
  if (!room.picturesEnabled) throw new PicturesDisabledError(roomId);
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
