import { buildInteractions } from '../interactions/build-interactions.ts';
import { type RatingTable, selectRows, withMoreItems, withMoreUsers } from '../interactions/rating-table.ts';
import { alignSideInformation, type SideInformationById } from '../interactions/side-information.ts';
import type { TrainingData } from '../scorers/scorer.ts';

/**
 * Rows of a table as data to fit on. Users and items are those that the rows name, in the order of their first appearance;
 * with side information, then those that only it describes, so that a film that nobody has rated can be scored as well,
 * unless `ratedOnly` is set.
 */
export function createTrainingData(
  table: RatingTable,
  rows?: Uint32Array,
  sideInformation?: SideInformationById,
  ratedOnly = false,
): TrainingData {
  const chosen = rows === undefined ? table : selectRows(table, rows);
  if (sideInformation === undefined) return { interactions: buildInteractions(chosen) };
  const { items, users } = sideInformation;
  if (ratedOnly) {
    const interactions = buildInteractions(chosen);
    return { interactions, sideInformation: alignSideInformation(sideInformation, interactions) };
  }
  const interactions = buildInteractions(withMoreUsers(withMoreItems(chosen, items.keys()), users.keys()));
  return { interactions, sideInformation: alignSideInformation(sideInformation, interactions) };
}
