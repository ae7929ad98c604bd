import type { ListDataSetsResponse } from '@starweave/contract';
import { useEffect } from 'react';
import { type Requested, useRequest } from '../../../api/use-request.ts';
import { useDataSetSwitches, useFilmSession } from '../film/film-context.ts';

/** The data sets, asked again after a switch to another one and whenever `version` is another number. */
export function useDataSets(version = 0): Requested<ListDataSetsResponse> {
  const session = useFilmSession();
  const switches = useDataSetSwitches();
  const requested = useRequest(`data sets ${version} ${switches}`, (signal) =>
    session.movies.listDataSets({}, { signal }),
  );
  const { answer } = requested;
  useEffect(() => {
    const inUse = answer?.dataSets.find((dataSet) => dataSet.inUse);
    if (inUse !== undefined) session.noteDataSet(inUse.id);
  }, [answer, session]);
  return requested;
}
