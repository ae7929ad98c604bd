-- The house owns what belongs to nobody in particular, such as the pictures of films; everybody may see it.
ALTER TABLE people DROP CONSTRAINT people_kind_check;
ALTER TABLE people ADD CONSTRAINT people_kind_check CHECK (kind IN ('local', 'account', 'house'));
CREATE UNIQUE INDEX people_one_house ON people (kind) WHERE kind = 'house';

-- Films that were shown, with their pictures: one without a picture waits for its turn.
CREATE TABLE film_art (
  -- SHA-256 of the film's key, hex: titles may be longer than an index takes.
  film_hash text PRIMARY KEY,
  film_key text NOT NULL,
  owner_id uuid NOT NULL REFERENCES people (id),
  prompt text NOT NULL,
  seed bigint NOT NULL,
  -- Filled while it is in the queue or being painted.
  job_id uuid REFERENCES image_jobs (id) ON DELETE SET NULL,
  picture_id uuid REFERENCES pictures (id) ON DELETE SET NULL,
  -- How often painting it came to nothing.
  failures smallint NOT NULL DEFAULT 0,
  shown_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX film_art_waiting ON film_art (shown_at DESC) WHERE picture_id IS NULL AND job_id IS NULL;
CREATE INDEX film_art_open ON film_art (job_id) WHERE job_id IS NOT NULL;
