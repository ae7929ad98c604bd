import type { BlobStore } from './storage/blob-store.ts';
import type { Database } from './storage/database.ts';
import type { HealthPartReport, HealthReport, HealthSource, HealthStatus } from './transport/health-source.ts';

export interface HealthDependencies {
  readonly version: string;
  readonly database: Pick<Database, 'orm'>;
  readonly blobStore: Pick<BlobStore, 'verifyWritable'>;
  readonly images: {
    health(): Promise<{
      readonly parts: readonly HealthPartReport[];
      readonly modelsReady: number;
      readonly modelsTotal: number;
    }>;
  };
  readonly movies: { health(): Promise<readonly HealthPartReport[]> };
  readonly text: { health(): Promise<HealthPartReport> };
}

const partTimeoutMs = 2000;
// Trying to write costs a synced file, and probes ask often.
const blobsAnswerMs = 5000;

/** Asks every part at once; one that doesn't answer within two seconds counts as not serving, and none can throw. */
export function createHealthSource(dependencies: HealthDependencies): HealthSource {
  const { version, database, blobStore, images, movies, text } = dependencies;
  const checkBlobs = createBlobsCheck(blobStore);
  const getHealth = async (): Promise<HealthReport> => {
    const noModels = { parts: [], modelsReady: 0, modelsTotal: 0 };
    const [databasePart, blobsPart, imagesHealth, movieParts, textPart] = await Promise.all([
      ask(() => checkDatabase(database), notServing('database', databaseAdvice)),
      ask(checkBlobs, notServing('blobs', blobsAdvice)),
      ask(images.health, (reason) => ({ ...noModels, parts: [notServing('images', imagesAdvice)(reason)] })),
      ask(movies.health, (reason) => [notServing('films', filmsAdvice)(reason)]),
      ask(text.health, notServing('text', textAdvice)),
    ]);
    const parts = [databasePart, blobsPart, ...imagesHealth.parts, ...movieParts, textPart];
    const { modelsReady, modelsTotal } = imagesHealth;
    return { status: summarize(parts), version, parts, modelsReady, modelsTotal };
  };
  return { getHealth };
}

const databaseAdvice = 'It is tried again by itself; see the log, and DATABASE_URL if you set it.';
const blobsAdvice = 'Free some space on the disk of the data folder, or give this user the permission to write there.';
const imagesAdvice = 'Image workers are started again by themselves; see the log.';
const filmsAdvice = 'The film process is started again by itself; see the log.';
const textAdvice = 'See the log; pictures go on.';

function notServing(name: string, advice: string): (reason: string) => HealthPartReport {
  return (reason) => ({ name, status: 'not-serving', reason, advice });
}

async function ask<T>(question: () => Promise<T>, toFailure: (reason: string) => T): Promise<T> {
  const { promise: late, resolve } = Promise.withResolvers<T>();
  const timer = setTimeout(() => resolve(toFailure(`No answer within ${partTimeoutMs / 1000} s.`)), partTimeoutMs);
  try {
    return await Promise.race([question(), late]);
  } catch (error) {
    return toFailure((error as Error).message);
  } finally {
    clearTimeout(timer);
  }
}

async function checkDatabase(database: Pick<Database, 'orm'>): Promise<HealthPartReport> {
  try {
    await database.orm.execute('SELECT 1');
  } catch {
    return notServing('database', databaseAdvice)('The database does not answer.');
  }
  return { name: 'database', status: 'serving', reason: '', advice: '' };
}

function createBlobsCheck(blobStore: Pick<BlobStore, 'verifyWritable'>): () => Promise<HealthPartReport> {
  let latest: { readonly at: number; readonly answer: Promise<HealthPartReport> } | undefined;
  const check = async (): Promise<HealthPartReport> => {
    await blobStore.verifyWritable();
    return { name: 'blobs', status: 'serving', reason: '', advice: '' };
  };
  return () => {
    const now = performance.now();
    if (latest === undefined || now - latest.at > blobsAnswerMs) latest = { at: now, answer: check() };
    return latest.answer;
  };
}

// Without database or blobs no work is accepted. A language model that isn't there is how a new installation is.
function summarize(parts: readonly HealthPartReport[]): HealthStatus {
  const isDown = (name: string) => parts.some((part) => part.name === name && part.status === 'not-serving');
  if (isDown('database') || isDown('blobs')) return 'not-serving';
  const isWhole = parts.every(
    (part) => part.status === 'serving' || (part.name === 'text' && part.status === 'degraded'),
  );
  return isWhole ? 'serving' : 'degraded';
}
