import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { timestampDate } from '@bufbuild/protobuf/wkt';

const TODAY = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const EARLIER = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The time of day; with the date where it is another day. */
export function formatTime(timestamp: Timestamp | undefined): string {
  if (timestamp === undefined) return '';
  const date = timestampDate(timestamp);
  return date.toDateString() === new Date().toDateString() ? TODAY.format(date) : EARLIER.format(date);
}
