/** The bytes of a safetensors file with a header of any contents. */
export function writeSafetensors(header: unknown, data: Uint8Array = new Uint8Array()): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

/** The bytes of a safetensors file with float32 tensors of one value per number. */
export function writeTensors(
  tensors: Readonly<Record<string, { dims: readonly number[]; value: number }>>,
): Uint8Array {
  let end = 0;
  const header: Record<string, unknown> = {};
  const values: number[] = [];
  for (const [name, { dims, value }] of Object.entries(tensors)) {
    const count = dims.reduce((product, size) => product * size, 1);
    header[name] = { dtype: 'F32', shape: dims, data_offsets: [end, end + count * 4] };
    end += count * 4;
    for (let index = 0; index < count; index += 1) values.push(value);
  }
  return writeSafetensors(header, new Uint8Array(Float32Array.from(values).buffer));
}
