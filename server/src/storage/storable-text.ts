/**
 * A text as PostgreSQL keeps it: in place of the two characters that its `text` and `jsonb` refuse, U+0000 and half of a
 * surrogate pair, stands U+FFFD.
 */
export function toStorableText(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}

/** A value of JSON with every text in it, names of fields too, as `toStorableText` has it. */
export function toStorableJson<Value>(value: Value): Value {
  return toStorable(value) as Value;
}

function toStorable(value: unknown): unknown {
  if (typeof value === 'string') return toStorableText(value);
  if (Array.isArray(value)) return value.map(toStorable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [toStorableText(name), toStorable(each)]));
}
