import pg from 'pg';

const person = '00000000-0000-4000-8000-000000000001';
const room = '00000000-0000-4000-8000-000000000002';
const job = '00000000-0000-4000-8000-000000000003';
const picture = '00000000-0000-4000-8000-000000000004';
const message = '00000000-0000-4000-8000-000000000005';
const worker = '00000000-0000-4000-8000-000000000006';
const filmTask = '00000000-0000-4000-8000-000000000007';

// Rows as they could stand in a database that ended at each migration, in the columns of that time. A migration that
// adds a table, or a column that older rows must survive, adds its statements under its own number.
const statementsByMigration: readonly (readonly [table: string, statement: string])[][] = [
  [
    ['people', `INSERT INTO people (id, name, kind) VALUES ('${person}', 'You', 'local')`],
    ['rooms', `INSERT INTO rooms (id, owner_id, name, last_event_id) VALUES ('${room}', '${person}', 'First', 1)`],
    [
      'image_jobs',
      `INSERT INTO image_jobs (id, owner_id, room_id, message_id, idempotency_key, request_fingerprint, virtual_start, state, request, requested_model, model, model_hash)
       VALUES ('${job}', '${person}', '${room}', '${message}', 'key', 'f', 0, 'done', '{"prompt": "a red fox"}', 'postcard', 'postcard', 'abc')`,
    ],
    [
      'image_job_progress',
      `INSERT INTO image_job_progress (job_id, owner_id, step, steps, picture_index, picture_count, revision)
       VALUES ('${job}', '${person}', 1, 20, 0, 1, 3)`,
    ],
    [
      'pictures',
      `INSERT INTO pictures (id, owner_id, job_id, picture_index, blob_hash, format, width, height, size_bytes, seed, settings)
       VALUES ('${picture}', '${person}', '${job}', 0, 'abc', 'png', 256, 256, 1234, 7, '{}')`,
    ],
    [
      'messages',
      `INSERT INTO messages (id, room_id, owner_id, position, author, state, job_id)
       VALUES ('${message}', '${room}', '${person}', 1, 'host', 'done', '${job}')`,
    ],
    [
      'room_events',
      `INSERT INTO room_events (room_id, id, owner_id, kind, subject_id)
       VALUES ('${room}', 1, '${person}', 'message-created', '${message}')`,
    ],
    [
      'image_workers',
      `INSERT INTO image_workers (id, host, process_id, device) VALUES ('${worker}', 'here', 1, 'cpu')`,
    ],
    ['image_models', `INSERT INTO image_models (id, state, hash, facts) VALUES ('postcard', 'ready', 'abc', '{}')`],
  ],
  [],
  [
    [
      'film_opinions',
      `INSERT INTO film_opinions (owner_id, film_hash, film_key, title, year, half_stars, rated_at)
       VALUES ('${person}', 'abc', 'heat|1995', 'Heat', 1995, 9, now())`,
    ],
    [
      'film_tasks',
      `INSERT INTO film_tasks (id, owner_id, films_folder_id, kind, state, data_set_id)
       VALUES ('${filmTask}', '${person}', '${filmTask}', 'benchmark', 'done', 'built-in')`,
    ],
    [
      'film_benchmarks',
      `INSERT INTO film_benchmarks (id, owner_id, data_set_id, data_set_name, simulated, results)
       VALUES ('${filmTask}', '${person}', 'built-in', 'Built-in films', true, '[]')`,
    ],
  ],
  [
    [
      'film_art',
      `INSERT INTO film_art (film_hash, film_key, owner_id, prompt, seed, job_id, picture_id)
       VALUES ('abc', 'heat|1995', '${person}', 'a noir film', 7, '${job}', '${picture}')`,
    ],
  ],
];

/** Fills a database that has the first `number` migrations; returns the rows that each table has then. */
export async function insertSampleRows(connectionString: string, number: number): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    for (const [table, statement] of statementsByMigration.slice(0, number).flat()) {
      await client.query(statement);
      counts.set(table, (counts.get(table) ?? 0) + 1);
    }
    return counts;
  } finally {
    await client.end();
  }
}
