import {
  bigint,
  boolean,
  customType,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';

// The tables as `migrations/*.sql` make them; schema.test.ts compares the two on a real database.

const bytea = customType<{ data: Uint8Array; driverData: Buffer }>({ dataType: () => 'bytea' });
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const createdAt = () => instant('created_at').notNull().defaultNow();

export const people = pgTable('people', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  kind: text('kind', { enum: ['local', 'account', 'house'] }).notNull(),
  virtualFinish: doublePrecision('virtual_finish').notNull().default(0),
  createdAt: createdAt(),
});

export const rooms = pgTable('rooms', {
  id: uuid('id').primaryKey(),
  ownerId: uuid('owner_id').notNull(),
  name: text('name').notNull(),
  picturesEnabled: boolean('pictures_enabled').notNull().default(true),
  lastEventId: bigint('last_event_id', { mode: 'bigint' }).notNull().default(0n),
  createdAt: createdAt(),
});

export const imageJobs = pgTable('image_jobs', {
  id: uuid('id').primaryKey(),
  ownerId: uuid('owner_id').notNull(),
  roomId: uuid('room_id'),
  messageId: uuid('message_id'),
  idempotencyKey: text('idempotency_key'),
  state: text('state', {
    enum: ['queued', 'loading', 'running', 'done', 'failed', 'cancelled', 'quarantined'],
  }).notNull(),
  request: jsonb('request').notNull(),
  requestedModel: text('requested_model').notNull(),
  model: text('model').notNull(),
  modelHash: text('model_hash').notNull(),
  device: text('device'),
  notices: jsonb('notices').notNull().default([]),
  failure: jsonb('failure'),
  requestFingerprint: text('request_fingerprint').notNull(),
  virtualStart: doublePrecision('virtual_start').notNull(),
  attempt: integer('attempt').notNull().default(0),
  workerDeaths: integer('worker_deaths').notNull().default(0),
  workerId: uuid('worker_id'),
  cancelRequested: boolean('cancel_requested').notNull().default(false),
  queueMs: bigint('queue_ms', { mode: 'number' }),
  loadMs: bigint('load_ms', { mode: 'number' }),
  runMs: bigint('run_ms', { mode: 'number' }),
  revision: bigint('revision', { mode: 'bigint' }).notNull().default(1n),
  createdAt: createdAt(),
  startedAt: instant('started_at'),
  finishedAt: instant('finished_at'),
});

export const imageQueueClock = pgTable('image_queue_clock', {
  id: boolean('id').primaryKey().default(true),
  virtualTime: doublePrecision('virtual_time').notNull().default(0),
});

export const imageJobProgress = pgTable('image_job_progress', {
  jobId: uuid('job_id').primaryKey(),
  ownerId: uuid('owner_id').notNull(),
  step: integer('step').notNull(),
  steps: integer('steps').notNull(),
  pictureIndex: integer('picture_index').notNull(),
  pictureCount: integer('picture_count').notNull(),
  preview: bytea('preview'),
  previewFormat: text('preview_format'),
  revision: bigint('revision', { mode: 'bigint' }).notNull(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

export const pictures = pgTable('pictures', {
  id: uuid('id').primaryKey(),
  ownerId: uuid('owner_id').notNull(),
  jobId: uuid('job_id'),
  pictureIndex: integer('picture_index').notNull(),
  blobHash: text('blob_hash').notNull(),
  format: text('format', { enum: ['png', 'jpeg', 'webp'] }).notNull(),
  width: integer('width').notNull(),
  height: integer('height').notNull(),
  sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
  seed: bigint('seed', { mode: 'bigint' }).notNull(),
  settings: jsonb('settings').notNull(),
  createdAt: createdAt(),
});

export const messages = pgTable('messages', {
  id: uuid('id').primaryKey(),
  roomId: uuid('room_id').notNull(),
  ownerId: uuid('owner_id').notNull(),
  position: bigint('position', { mode: 'bigint' }).notNull(),
  author: text('author', { enum: ['person', 'model', 'host'] }).notNull(),
  authorName: text('author_name').notNull().default(''),
  text: text('text').notNull().default(''),
  state: text('state', { enum: ['writing', 'done', 'stopped', 'failed'] }).notNull(),
  jobId: uuid('job_id'),
  failure: jsonb('failure'),
  idempotencyKey: text('idempotency_key'),
  revision: bigint('revision', { mode: 'bigint' }).notNull().default(1n),
  createdAt: createdAt(),
  writerHeartbeatAt: instant('writer_heartbeat_at'),
  replyToId: uuid('reply_to_id'),
  movies: jsonb('movies'),
});

export const roomEventKinds = [
  'message-created',
  'message-updated',
  'message-deleted',
  'room-updated',
  'job-updated',
] as const;

export const roomEvents = pgTable(
  'room_events',
  {
    roomId: uuid('room_id').notNull(),
    id: bigint('id', { mode: 'bigint' }).notNull(),
    ownerId: uuid('owner_id').notNull(),
    kind: text('kind', { enum: roomEventKinds }).notNull(),
    subjectId: uuid('subject_id').notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.id] })],
);

export const imageWorkers = pgTable('image_workers', {
  id: uuid('id').primaryKey(),
  ownerId: uuid('owner_id'),
  host: text('host').notNull(),
  processId: integer('process_id').notNull(),
  device: text('device').notNull(),
  startedAt: instant('started_at').notNull().defaultNow(),
  heartbeatAt: instant('heartbeat_at').notNull().defaultNow(),
});

export const imageModels = pgTable('image_models', {
  id: text('id').primaryKey(),
  ownerId: uuid('owner_id'),
  state: text('state', { enum: ['checking', 'ready', 'broken'] }).notNull(),
  reason: text('reason'),
  hash: text('hash').notNull(),
  facts: jsonb('facts').notNull(),
  checkedAt: instant('checked_at').notNull().defaultNow(),
});

export const filmOpinions = pgTable(
  'film_opinions',
  {
    ownerId: uuid('owner_id').notNull(),
    filmHash: text('film_hash').notNull(),
    filmKey: text('film_key').notNull(),
    title: text('title').notNull(),
    year: integer('year'),
    halfStars: smallint('half_stars'),
    ratedAt: instant('rated_at'),
    feedback: text('feedback', { enum: ['like', 'not-interested', 'seen'] }),
    feedbackAt: instant('feedback_at'),
  },
  (table) => [primaryKey({ columns: [table.ownerId, table.filmHash] })],
);

export const filmTasks = pgTable('film_tasks', {
  id: uuid('id').primaryKey(),
  ownerId: uuid('owner_id').notNull(),
  filmsFolderId: uuid('films_folder_id').notNull(),
  kind: text('kind', { enum: ['import', 'training', 'benchmark'] }).notNull(),
  state: text('state', { enum: ['waiting', 'running', 'done', 'failed', 'cancelled'] }).notNull(),
  stage: text('stage').notNull().default(''),
  fraction: doublePrecision('fraction').notNull().default(0),
  failure: jsonb('failure'),
  dataSetId: text('data_set_id').notNull().default(''),
  dataSetName: text('data_set_name').notNull().default(''),
  uploadId: uuid('upload_id'),
  createdAt: createdAt(),
  finishedAt: instant('finished_at'),
});

export const filmBenchmarks = pgTable('film_benchmarks', {
  id: uuid('id').primaryKey(),
  ownerId: uuid('owner_id').notNull(),
  dataSetId: text('data_set_id').notNull(),
  dataSetName: text('data_set_name').notNull(),
  simulated: boolean('simulated').notNull(),
  results: jsonb('results').notNull(),
  finishedAt: instant('finished_at').notNull().defaultNow(),
});

export const filmArt = pgTable('film_art', {
  filmHash: text('film_hash').primaryKey(),
  filmKey: text('film_key').notNull(),
  ownerId: uuid('owner_id').notNull(),
  prompt: text('prompt').notNull(),
  seed: bigint('seed', { mode: 'bigint' }).notNull(),
  jobId: uuid('job_id'),
  pictureId: uuid('picture_id'),
  failures: smallint('failures').notNull().default(0),
  shownAt: instant('shown_at').notNull().defaultNow(),
});
