-- What people here say about films. The key is the film's name in every data set, so that a switch loses nothing.
CREATE TABLE film_opinions (
  owner_id uuid NOT NULL REFERENCES people (id),
  -- SHA-256 of the key, hex: titles may be longer than an index takes.
  film_hash text NOT NULL,
  film_key text NOT NULL,
  -- As the data set wrote it when it was rated, for when another one without it is in use.
  title text NOT NULL,
  year integer,
  -- Half a star is 1, five stars are 10.
  half_stars smallint CHECK (half_stars BETWEEN 1 AND 10),
  rated_at timestamptz,
  feedback text CHECK (feedback IN ('like', 'not-interested', 'seen')),
  feedback_at timestamptz,
  PRIMARY KEY (owner_id, film_hash),
  CHECK (half_stars IS NOT NULL OR feedback IS NOT NULL)
);

-- Imports, trainings and benchmarks.
CREATE TABLE film_tasks (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES people (id),
  -- The folder of films that it works on; whoever starts with that folder settles what an earlier process left.
  films_folder_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('import', 'training', 'benchmark')),
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  stage text NOT NULL DEFAULT '',
  fraction double precision NOT NULL DEFAULT 0,
  failure jsonb,
  data_set_id text NOT NULL DEFAULT '',
  data_set_name text NOT NULL DEFAULT '',
  upload_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);
CREATE INDEX film_tasks_latest ON film_tasks (created_at DESC);
CREATE INDEX film_tasks_open ON film_tasks (films_folder_id) WHERE state IN ('waiting', 'running');

-- What a benchmark measured; it has its task's id.
CREATE TABLE film_benchmarks (
  id uuid PRIMARY KEY REFERENCES film_tasks (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES people (id),
  data_set_id text NOT NULL,
  data_set_name text NOT NULL,
  simulated boolean NOT NULL,
  results jsonb NOT NULL,
  finished_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX film_benchmarks_by_data_set ON film_benchmarks (data_set_id, finished_at DESC);

-- Films that a message shows, as they were when it was written.
ALTER TABLE messages ADD COLUMN movies jsonb;
