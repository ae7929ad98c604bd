import { createIdentifier } from '../../../../api/identifier.ts';

const STORAGE_KEY = 'starweave-film-upload';

/** 32 hex digits as a random UUID (version 4). */
export function createUuid(hex = createIdentifier()): string {
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  const digits = `${hex.slice(0, 12)}4${hex.slice(13, 16)}${variant}${hex.slice(17, 32)}`;
  return [8, 12, 16, 20, 32].map((end, index, ends) => digits.slice(index === 0 ? 0 : ends[index - 1], end)).join('-');
}

export interface UploadId {
  readonly id: string;
  /** Nothing was ever sent under it. */
  readonly isNew: boolean;
}

/** The id of an upload of these files: the one that was begun with them before, or a new one. */
export function findUploadId(description: string, storage: Pick<Storage, 'getItem' | 'setItem'>): UploadId {
  try {
    const stored: unknown = JSON.parse(storage.getItem(STORAGE_KEY) ?? 'null');
    if (isStored(stored) && stored.description === description) return { id: stored.id, isNew: false };
    const id = createUuid();
    storage.setItem(STORAGE_KEY, JSON.stringify({ description, id }));
    return { id, isNew: true };
  } catch {
    // Storage is blocked or spoilt: the upload can't be resumed after a reload, and that is all.
    return { id: createUuid(), isNew: true };
  }
}

function isStored(value: unknown): value is { readonly description: string; readonly id: string } {
  if (typeof value !== 'object' || value === null) return false;
  const { description, id } = value as { description?: unknown; id?: unknown };
  return typeof description === 'string' && typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id);
}
