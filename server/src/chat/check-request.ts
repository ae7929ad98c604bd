import type { UpdateRoomRequest, WatchEventsRequest } from '@starweave/contract';
import { InvalidRequestError, NotFoundError } from '../errors.ts';
import type { RoomCursorStart } from './watch-events.ts';

function refuse(field: string, description: string): never {
  throw new InvalidRequestError([{ field, description }]);
}

const longestTextCharacters = 20_000;
const longestNameCharacters = 100;
const mostRoomsOnOneStream = 100;

/** An id that can name a row; any other names nothing. */
export function checkId(resource: 'room' | 'message', id: string): string {
  if (id === '') refuse(`${resource}_id`, 'must be filled');
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(id))
    throw new NotFoundError(resource, id);
  return id.toLowerCase();
}

export function checkText(text: string): string {
  if (text.trim() === '') refuse('text', `must have 1 to ${longestTextCharacters} characters`);
  if (countCharacters(text) > longestTextCharacters) {
    refuse('text', `must have 1 to ${longestTextCharacters} characters, this has ${countCharacters(text)}`);
  }
  if (text.includes('\0')) refuse('text', 'must not contain null characters');
  // Half of a surrogate pair is no character and can't be stored.
  if (!text.isWellFormed()) refuse('text', 'must be valid Unicode');
  return text;
}

export function checkRoomName(name: string): string {
  const trimmed = name.trim();
  const allowed = `must have 1 to ${longestNameCharacters} characters on one line`;
  if (trimmed === '' || countCharacters(trimmed) > longestNameCharacters) refuse('name', allowed);
  if (/\p{Cc}/u.test(trimmed) || !trimmed.isWellFormed()) refuse('name', allowed);
  return trimmed;
}

export function checkRoomChange(request: UpdateRoomRequest): { name?: string; picturesEnabled?: boolean } {
  const { name, picturesEnabled } = request;
  if (name === undefined && picturesEnabled === undefined) {
    refuse('name', 'or pictures_enabled must be sent: there is nothing to change');
  }
  return {
    ...(name === undefined ? {} : { name: checkRoomName(name) }),
    ...(picturesEnabled === undefined ? {} : { picturesEnabled }),
  };
}

export function checkLimit(limit: number | undefined): number {
  if (limit === undefined) return 50;
  return limit >= 1 && limit <= 200 ? limit : refuse('limit', 'must be 1 to 200');
}

export function checkIdempotencyKey(key: string): string | undefined {
  if (key === '') return undefined;
  return /^[\x20-\x7e]{1,200}$/.test(key)
    ? key
    : refuse('idempotency_key', 'must have 1 to 200 printable ASCII characters, for example a UUID');
}

/** The rooms to watch, each once, with where to begin. */
export function checkCursors(request: WatchEventsRequest): RoomCursorStart[] {
  const { roomId, afterId, also } = request;
  const starts = [{ roomId: checkId('room', roomId), afterId }];
  for (const cursor of also) starts.push({ roomId: checkId('room', cursor.roomId), afterId: cursor.afterId });
  if (starts.length > mostRoomsOnOneStream) refuse('also', `may name ${mostRoomsOnOneStream - 1} rooms at most`);
  for (const start of starts) if ((start.afterId ?? 0n) < 0n) refuse('after_id', 'must be 0 or greater');
  return [...new Map(starts.map((start) => [start.roomId, start])).values()];
}

function countCharacters(text: string): number {
  return [...text].length;
}
