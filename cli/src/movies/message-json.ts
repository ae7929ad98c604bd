import { type DescMessage, type MessageShape, toJson } from '@bufbuild/protobuf';

/**
 * A message as one JSON document for programs: the contract's field names, every field of the message, 64-bit numbers as
 * texts, and single-precision numbers with the digits that they have (4.2, not 4.199999809265137).
 */
export function formatMessageJson<Schema extends DescMessage>(schema: Schema, message: MessageShape<Schema>): string {
  const json = toJson(schema, message, { useProtoFieldName: true, alwaysEmitImplicit: true });
  return `${JSON.stringify(json, roundSingle, 2)}\n`;
}

function roundSingle(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isInteger(value) || Math.fround(value) !== value) return value;
  for (let digits = 6; digits <= 9; digits += 1) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return value;
}
