import { createHash, type Hash } from 'node:crypto';
import { endianness } from 'node:os';
import type { CompressedRows } from './compressed-rows.ts';
import type { ExternalIds } from './external-ids.ts';

const IDS_PER_UPDATE = 65536;

/**
 * The name of a set of ratings: SHA-256 in hexadecimal of, one after the other, the text `starweave-ratings-1` and a line
 * feed; the numbers of users, items and ratings; the users' ids by index; the items' ids by index; `offsets`, `columns` and
 * `codes` by user. Codes are one byte, all other numbers four, the lowest byte first. Times are left out.
 */
export function computeDataHash(ratings: { users: ExternalIds; items: ExternalIds; byUser: CompressedRows }): string {
  const { users, items, byUser } = ratings;
  if (endianness() !== 'LE') throw new Error('Ratings need a machine that stores the lowest byte first.');
  const hash = createHash('sha256').update('starweave-ratings-1\n');
  hash.update(Uint32Array.of(users.count, items.count, byUser.codes.length));
  updateWithIds(hash, users);
  updateWithIds(hash, items);
  return hash.update(byUser.offsets).update(byUser.columns).update(byUser.codes).digest('hex');
}

function updateWithIds(hash: Hash, ids: ExternalIds): void {
  for (let start = 0; start < ids.count; start += IDS_PER_UPDATE) {
    const length = Math.min(IDS_PER_UPDATE, ids.count - start);
    hash.update(Uint32Array.from({ length }, (_, offset) => ids.idAt(start + offset)));
  }
}
