-- When whoever writes a message's text last said so. A message that says 'writing' without it has lost its writer.
ALTER TABLE messages ADD COLUMN writer_heartbeat_at timestamptz;
-- The message that this one answers, so that a repeated SendMessage finds its answers.
ALTER TABLE messages ADD COLUMN reply_to_id uuid;
CREATE INDEX messages_replies ON messages (reply_to_id) WHERE reply_to_id IS NOT NULL;
CREATE INDEX messages_writing ON messages (room_id) WHERE state = 'writing';
CREATE INDEX image_jobs_running_by_room ON image_jobs (room_id) WHERE state IN ('loading', 'running');
