import { transposeRows } from '../../interactions/build-interactions.ts';
import type { Interactions } from '../../interactions/interactions.ts';

/**
 * Some of the ratings, with users and items numbered as before; those without any rating left stay.
 * @param isKept says of each position of `byUser` whether its rating stays
 */
export function subsetInteractions(interactions: Interactions, isKept: (position: number) => boolean): Interactions {
  const { byUser, timesByUser, userCount, itemCount } = interactions;
  const positions = Uint32Array.from(byUser.codes, (_, position) => position).filter(isKept);
  const offsets = shared(new Uint32Array(userCount + 1));
  let next = 0;
  for (let user = 0; user < userCount; user += 1) {
    while (next < positions.length && positions[next]! < byUser.offsets[user + 1]!) next += 1;
    offsets[user + 1] = next;
  }
  const rows = {
    rowCount: userCount,
    columnCount: itemCount,
    offsets,
    columns: shared(positions.map((position) => byUser.columns[position]!)),
    codes: shared(Uint8Array.from(positions, (position) => byUser.codes[position]!)),
  };
  return {
    ...interactions,
    ratingCount: positions.length,
    byUser: rows,
    byItem: transposeRows(rows),
    timesByUser: timesByUser && shared(positions.map((position) => timesByUser[position]!)),
    dataHash: `${interactions.dataHash} in part`,
  };
}

/** A copy in memory that worker threads see. */
function shared<Kind extends Uint32Array | Uint8Array>(values: Kind): Kind {
  const kind = values.constructor as { new (buffer: SharedArrayBuffer): Kind };
  const copy = new kind(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
