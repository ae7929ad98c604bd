import type { ExternalIds } from './external-ids.ts';
import type { ItemFeatures, SideInformation, UserFeatures } from './item-features.ts';

/** Side information as files have it: by external id. */
export interface SideInformationById {
  readonly items: ReadonlyMap<number, ItemFeatures>;
  readonly users: ReadonlyMap<number, UserFeatures>;
}

/** Users and items of a data set, as `RatingTable` and `Interactions` have them. */
export interface NumberedIds {
  readonly users: ExternalIds;
  readonly items: ExternalIds;
}

/** Side information by index of a data set; ids that the data set doesn't hold are left out. */
export function alignSideInformation(information: SideInformationById, ids: NumberedIds): SideInformation {
  return { items: alignMap(information.items, ids.items), users: alignMap(information.users, ids.users) };
}

/** Side information of one data set for another, such as for the training part of a split. */
export function realignSideInformation(
  information: SideInformation,
  from: NumberedIds,
  to: NumberedIds,
): SideInformation {
  return {
    items: realignList(information.items, from.items, to.items),
    users: realignList(information.users, from.users, to.users),
  };
}

function alignMap<Value>(map: ReadonlyMap<number, Value>, ids: ExternalIds): (Value | undefined)[] {
  return Array.from({ length: ids.count }, (_, index) => map.get(ids.idAt(index)));
}

function realignList<Value>(list: readonly Value[], from: ExternalIds, to: ExternalIds): (Value | undefined)[] {
  return Array.from({ length: to.count }, (_, index) => {
    const old = from.indexOf(to.idAt(index));
    return old === undefined ? undefined : list[old];
  });
}
