import { statfs } from 'node:fs/promises';

/** The disk, or the quota, has no room left. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';
  readonly code = 'disk-full';

  constructor(folder: string, options?: ErrorOptions) {
    super(
      `There is no space left on the disk of ${folder}. Free some, or choose another folder with --data-folder <folder> or STARWEAVE_DATA=<folder>.`,
      options,
    );
  }
}

/** The data folder, or something in it, may not be written by this user. */
export class FolderNotWritableError extends Error {
  override readonly name = 'FolderNotWritableError';
  readonly code = 'folder-not-writable';

  constructor(folder: string, reason: string, options?: ErrorOptions) {
    super(
      `${folder} can't be written (${reason}). Give this user the permission, or choose another folder with --data-folder <folder> or STARWEAVE_DATA=<folder>.`,
      options,
    );
  }
}

/** Another running gateway has this data folder. */
export class DataFolderInUseError extends Error {
  override readonly name = 'DataFolderInUseError';
  readonly code = 'data-folder-in-use';
  readonly processId: number;

  constructor(folder: string, { processId, host }: { readonly processId: number; readonly host: string }) {
    super(
      `A Starweave with process id ${processId} on ${host} already uses ${folder}. Use that one, stop it, or choose another folder with --data-folder <folder> or STARWEAVE_DATA=<folder>.`,
    );
    this.processId = processId;
  }
}

/** The embedded PostgreSQL can't be set up or started; the message says why and what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly code = 'embedded-postgres';
}

/** The database was migrated by a newer Starweave than this one. */
export class DatabaseNewerError extends Error {
  override readonly name = 'DatabaseNewerError';
  readonly code = 'database-newer';

  constructor(found: { readonly number: number; readonly name: string }, newestKnown: number) {
    super(
      `The database has migration ${found.number} (${found.name}); this Starweave knows migrations up to ${newestKnown}. Start the newer Starweave that wrote it, or choose another database or data folder.`,
    );
  }
}

/** A migration was recorded with other text than this Starweave has under its number. */
export class MigrationChangedError extends Error {
  override readonly name = 'MigrationChangedError';
  readonly code = 'migration-changed';

  constructor(name: string) {
    super(
      `Migration ${name} has other text than when it was applied to this database. Start the Starweave that applied it, or choose another database or data folder.`,
    );
  }
}

/** DATABASE_URL leads nowhere or is refused; the message says by whom and why, without the password. */
export class DatabaseUnreachableError extends Error {
  override readonly name = 'DatabaseUnreachableError';
  readonly code = 'database-unreachable';
}

// Less than this, and a PostgreSQL that fails has failed for want of it, whatever it says.
const leastFreeBytes = 32e6;

/** Whether the disk of `folder` is as good as full. */
export async function isDiskFull(folder: string): Promise<boolean> {
  const disk = await statfs(folder).catch(() => undefined);
  return disk !== undefined && disk.bavail * disk.bsize < leastFreeBytes;
}

/** Turns what the file system said about `folder` into a named error; anything else comes back as it is. */
export function toFolderError(cause: unknown, folder: string): unknown {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new DiskFullError(folder, { cause });
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'no permission',
    EPERM: 'no permission',
    EROFS: 'the file system is read-only',
    // What a recursive mkdir on a read-only file system says.
    ENOENT: 'it can’t be made there',
    ENOTDIR: 'a file stands where a folder is needed',
    EEXIST: 'a file stands where a folder is needed',
  };
  const reason = reasons[code ?? ''];
  return reason === undefined ? cause : new FolderNotWritableError(folder, reason, { cause });
}
