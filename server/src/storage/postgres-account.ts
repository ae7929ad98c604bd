import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedPostgresError } from './storage-errors.ts';

/** User that PostgreSQL runs as when we are root, which it refuses to be. */
export interface PostgresAccount {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/**
 * Undefined when we are not root: PostgreSQL then runs as we do.
 *
 * A cluster that is already there keeps its owner, so that a folder made without root still opens with it.
 * Otherwise a user named starweave, or nobody; it has to have a name, because initdb looks it up.
 */
export async function findPostgresAccount(clusterFolder: string): Promise<PostgresAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = await readAccounts();
  const owner = await stat(clusterFolder).catch(() => undefined);
  const kept = owner === undefined || owner.uid === 0 ? undefined : accounts.find(({ uid }) => uid === owner.uid);
  const account = kept ?? findNamed(accounts, 'starweave') ?? findNamed(accounts, 'nobody');
  if (account !== undefined) return account;
  throw new EmbeddedPostgresError(
    'PostgreSQL refuses to run as root, and this machine has no user to run it as. Add one (useradd --system starweave), start Starweave as another user, or set DATABASE_URL to a PostgreSQL of yours.',
  );
}

function findNamed(accounts: readonly PostgresAccount[], name: string): PostgresAccount | undefined {
  return accounts.find((account) => account.name === name);
}

async function readAccounts(): Promise<PostgresAccount[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    if (name === undefined || uid === undefined || gid === undefined || Number(uid) === 0) return [];
    return [{ name, uid: Number(uid), gid: Number(gid) }];
  });
}

/** Whether the account may walk down to `folder`: every folder above it and itself lets it pass. */
export async function canReach(account: PostgresAccount, folder: string): Promise<boolean> {
  for (let current = path.resolve(folder); ; current = path.dirname(current)) {
    const { mode, uid, gid } = await stat(current);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (current === path.dirname(current)) return true;
  }
}
