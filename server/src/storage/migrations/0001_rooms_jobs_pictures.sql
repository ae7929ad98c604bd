CREATE TABLE people (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  -- 'local' is the one person of an installation without accounts.
  kind text NOT NULL CHECK (kind IN ('local', 'account')),
  -- Start-time fair queueing: where this person's last accepted job ends on the queue's virtual clock.
  virtual_finish double precision NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX people_one_local ON people (kind) WHERE kind = 'local';

CREATE TABLE rooms (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES people (id),
  name text NOT NULL,
  pictures_enabled boolean NOT NULL DEFAULT true,
  -- Given under this row's lock, so that no event commits late behind a reader.
  last_event_id bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX rooms_by_owner ON rooms (owner_id, created_at);

CREATE TABLE image_jobs (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES people (id),
  room_id uuid REFERENCES rooms (id) ON DELETE SET NULL,
  message_id uuid,
  idempotency_key text,
  state text NOT NULL CHECK (state IN ('queued', 'loading', 'running', 'done', 'failed', 'cancelled', 'quarantined')),
  -- The whole resolved request: prompt, model, scheduler, sizes, steps, guidance, seed, count, format.
  request jsonb NOT NULL,
  requested_model text NOT NULL,
  model text NOT NULL,
  model_hash text NOT NULL,
  device text,
  notices jsonb NOT NULL DEFAULT '[]',
  failure jsonb,
  -- SHA-256 of the request as it was sent, to tell a repeated request from another one with the same key.
  request_fingerprint text NOT NULL,
  -- Start-time fair queueing: where this job begins on the queue's virtual clock.
  virtual_start double precision NOT NULL,
  -- Times that a worker took it; names one try, so that a worker that lost the job can't write to it.
  attempt integer NOT NULL DEFAULT 0,
  -- Times that it took a worker down with it.
  worker_deaths integer NOT NULL DEFAULT 0,
  worker_id uuid,
  cancel_requested boolean NOT NULL DEFAULT false,
  queue_ms bigint,
  load_ms bigint,
  run_ms bigint,
  revision bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz
);
CREATE UNIQUE INDEX image_jobs_idempotent ON image_jobs (owner_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX image_jobs_by_owner ON image_jobs (owner_id, created_at DESC);
CREATE INDEX image_jobs_open ON image_jobs (virtual_start, created_at) WHERE state IN ('queued', 'loading', 'running');
CREATE INDEX image_jobs_by_worker ON image_jobs (worker_id) WHERE worker_id IS NOT NULL;

-- The queue's virtual clock: the start of the job that was taken last. One row.
CREATE TABLE image_queue_clock (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  virtual_time double precision NOT NULL DEFAULT 0
);
INSERT INTO image_queue_clock DEFAULT VALUES;

-- The latest step and preview of a running job only; losing them in a crash loses nothing.
CREATE UNLOGGED TABLE image_job_progress (
  job_id uuid PRIMARY KEY REFERENCES image_jobs (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL,
  step integer NOT NULL,
  steps integer NOT NULL,
  picture_index integer NOT NULL,
  picture_count integer NOT NULL,
  preview bytea,
  preview_format text,
  revision bigint NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE pictures (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES people (id),
  job_id uuid REFERENCES image_jobs (id) ON DELETE SET NULL,
  picture_index integer NOT NULL,
  -- SHA-256 of the file in the blob store, hex.
  blob_hash text NOT NULL,
  format text NOT NULL CHECK (format IN ('png', 'jpeg', 'webp')),
  width integer NOT NULL,
  height integer NOT NULL,
  size_bytes bigint NOT NULL,
  seed bigint NOT NULL,
  settings jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (job_id, picture_index)
);
CREATE INDEX pictures_by_owner ON pictures (owner_id, created_at DESC);

CREATE TABLE messages (
  id uuid PRIMARY KEY,
  room_id uuid NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES people (id),
  -- Its place in the room: the id of the event that created it.
  position bigint NOT NULL,
  author text NOT NULL CHECK (author IN ('person', 'model', 'host')),
  author_name text NOT NULL DEFAULT '',
  text text NOT NULL DEFAULT '',
  state text NOT NULL CHECK (state IN ('writing', 'done', 'stopped', 'failed')),
  job_id uuid REFERENCES image_jobs (id) ON DELETE SET NULL,
  failure jsonb,
  idempotency_key text,
  revision bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (room_id, position)
);
CREATE UNIQUE INDEX messages_idempotent ON messages (room_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX messages_by_job ON messages (job_id) WHERE job_id IS NOT NULL;

-- What happened in a room. A row names its subject; readers show the subject as it is now.
CREATE TABLE room_events (
  room_id uuid NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  id bigint NOT NULL,
  owner_id uuid NOT NULL REFERENCES people (id),
  kind text NOT NULL CHECK (kind IN ('message-created', 'message-updated', 'message-deleted', 'room-updated', 'job-updated')),
  subject_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (room_id, id)
);

CREATE TABLE image_workers (
  id uuid PRIMARY KEY,
  owner_id uuid REFERENCES people (id),
  host text NOT NULL,
  process_id integer NOT NULL,
  device text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  heartbeat_at timestamptz NOT NULL DEFAULT now()
);

-- What the workers found when they opened each model: a row per model as this installation sees it.
CREATE TABLE image_models (
  id text PRIMARY KEY,
  owner_id uuid REFERENCES people (id),
  state text NOT NULL CHECK (state IN ('checking', 'ready', 'broken')),
  reason text,
  hash text NOT NULL,
  facts jsonb NOT NULL,
  checked_at timestamptz NOT NULL DEFAULT now()
);
