import { useEffect } from 'react';
import { useFilmSession } from '../film/film-context.ts';
import { watchDataSet } from './data-set-watch.ts';

const CHANNEL = 'starweave-data-set';
const COMING = ['focus', 'online', 'pageshow'] as const;

/** Watches for a switch of data set made elsewhere, as long as films are in view. */
export function useDataSetWatch(): void {
  const session = useFilmSession();
  useEffect(
    () =>
      watchDataSet(session, {
        tabs: typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(CHANNEL),
        onComing,
        isInView: () => document.visibilityState === 'visible',
        now: () => performance.now(),
      }),
    [session],
  );
}

function onComing(look: () => void): () => void {
  for (const name of COMING) window.addEventListener(name, look);
  document.addEventListener('visibilitychange', look);
  return () => {
    for (const name of COMING) window.removeEventListener(name, look);
    document.removeEventListener('visibilitychange', look);
  };
}
