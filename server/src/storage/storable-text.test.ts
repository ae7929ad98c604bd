import { sql } from 'drizzle-orm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toStorableJson, toStorableText } from './storable-text.ts';
import { openTestDatabase } from './test-database.ts';

const unstorable = ['a\0b', '\ud83d', 'x\udc00y', '\ude00\ud83d'];

describe('toStorableText and toStorableJson', () => {
  it('make of every text one that PostgreSQL gives back as it was written', async () => {
    const { database, close } = await openTestDatabase({ isMigrated: false });
    onTestFinished(close);
    for (const text of [...unstorable, '', '😀', 'فيلم', 'e\u0301']) {
      const stored = toStorableText(text);
      const value = toStorableJson({ [text]: [text, { text }], count: 1, none: null });
      const { rows } = await database.orm.execute<{ text: string; value: unknown }>(
        sql`select ${stored}::text as text, ${JSON.stringify(value)}::jsonb as value`,
      );
      expect(rows).toEqual([{ text: stored, value }]);
    }
  });

  it('leave what can be kept as it is', () => {
    const value = { title: 'Amélie 😀', years: [2001, null], isKnown: true };
    expect(toStorableJson(value)).toEqual(value);
    expect(toStorableText('a\0b\ud83d')).toBe('a\ufffdb\ufffd');
  });
});
