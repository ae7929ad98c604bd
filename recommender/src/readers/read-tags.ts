import type { ItemFeatures } from '../interactions/item-features.ts';
import type { ByteSource } from './byte-source.ts';
import { parseId } from './field-values.ts';
import type { RejectedLineCounter } from './rejected-lines.ts';
import { readSideTable, rejectRecord } from './side-table.ts';

const itemNames = ['movieid', 'itemid', 'filmid', 'item', 'movie'] as const;
const tagNames = ['tag', 'tags'] as const;

/** Tags by item id in the order of the file; a tag stands as often as people gave it. */
export async function readTags(
  source: ByteSource,
  rejected: RejectedLineCounter,
  signal?: AbortSignal,
): Promise<Map<number, string[]>> {
  const tags = new Map<number, string[]>();
  // One string for each different tag: two million tags are some 150,000 different ones.
  const known = new Map<string, string>();
  const findFormat = (firstLine: string) =>
    /^\d+::\d+::/.test(firstLine) ? { delimiter: '::', columns: ['userid', 'movieid', 'tag', 'timestamp'] } : undefined;
  for await (const record of readSideTable(source, { findFormat, needed: [itemNames, tagNames], signal })) {
    const item = parseId(record.field(itemNames), 'item');
    const text = record.field(tagNames);
    if (typeof item === 'string') rejectRecord(rejected, source, record, item);
    else if (text === '') rejectRecord(rejected, source, record, 'the tag is empty');
    else {
      let tag = known.get(text);
      if (tag === undefined) {
        // A copy: a part of the file's text would keep all of it in memory.
        tag = Buffer.from(text).toString();
        known.set(tag, tag);
      }
      const list = tags.get(item);
      if (list === undefined) tags.set(item, [tag]);
      else list.push(tag);
    }
  }
  return tags;
}

/** Films with their tags added after those that they have. */
export function addTags(
  items: ReadonlyMap<number, ItemFeatures>,
  tags: ReadonlyMap<number, readonly string[]>,
): Map<number, ItemFeatures> {
  const withTags = new Map(items);
  for (const [id, more] of tags) {
    const item = items.get(id);
    if (item !== undefined) withTags.set(id, { ...item, tags: [...item.tags, ...more] });
  }
  return withTags;
}
