import { eq, sql } from 'drizzle-orm';
import type { Database } from '../storage/database.ts';
import { queryDatabase } from '../storage/query-database.ts';
import { imageModels } from '../storage/schema.ts';

/** What is known of a model besides its files. */
export interface ModelRecord {
  readonly id: string;
  readonly state: 'checking' | 'ready' | 'broken';
  readonly reason: string;
  readonly hash: string;
  readonly facts: ModelRecordFacts;
}

export interface ModelRecordFacts {
  /** Of the files that `hash` was computed from. */
  readonly stamp: string;
  /** Times that a worker began to open it and was not heard of again. */
  readonly openings: number;
  readonly loadMs?: number;
}

export interface ModelStore {
  list(): Promise<Map<string, ModelRecord>>;
  /** Writes what is known now; `models_changed` is notified. */
  save(record: ModelRecord): Promise<void>;
  /** Tells every process to look at the model folders again. */
  announce(): Promise<void>;
  find(id: string): Promise<ModelRecord | undefined>;
}

export function createModelStore(database: Database): ModelStore {
  return {
    async list() {
      const rows = await queryDatabase(database, (orm) => orm.select().from(imageModels));
      return new Map(rows.map((row) => [row.id, toRecord(row)]));
    },
    async find(id) {
      const [row] = await queryDatabase(database, (orm) =>
        orm.select().from(imageModels).where(eq(imageModels.id, id)),
      );
      return row && toRecord(row);
    },
    save: (record) =>
      database.transaction(async (transaction) => {
        const values = { ...record, reason: record.reason === '' ? null : record.reason, checkedAt: sql`now()` };
        await transaction
          .insert(imageModels)
          .values(values)
          .onConflictDoUpdate({ target: imageModels.id, set: values });
        await database.notify(transaction, 'models_changed', '');
      }),
    announce: () => database.transaction((transaction) => database.notify(transaction, 'models_changed', '')),
  };
}

function toRecord(row: typeof imageModels.$inferSelect): ModelRecord {
  const { id, state, hash } = row;
  return { id, state, hash, reason: row.reason ?? '', facts: row.facts as ModelRecordFacts };
}
