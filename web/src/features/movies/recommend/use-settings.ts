import { useEffect, useRef, useState } from 'react';
import { navigate, useQuery } from '../../../api/location.ts';
import { formatSettings, parseSettings, type RecommendSettings } from './recommend-settings.ts';

/** Sliders move faster than lists can follow, and browsers slow a page down that writes its address too often. */
const REST_MS = 220;

export interface Settings {
  /** As the controls show them. */
  readonly shown: RecommendSettings;
  /** As the address has them, a moment later: what lists are asked for. */
  readonly settled: RecommendSettings;
  readonly change: (change: Partial<RecommendSettings>) => void;
}

/** The settings of the page. They live in its address, so that it can be shared, reloaded and gone back to. */
export function useSettings(): Settings {
  const query = useQuery();
  const [shown, setShown] = useState(() => parseSettings(query));
  const written = useRef(query);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (query === written.current) return;
    // Somebody else changed the address: a link, or going back.
    clearTimeout(timer.current);
    written.current = query;
    setShown(parseSettings(query));
  }, [query]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (part: Partial<RecommendSettings>) => {
    const next = { ...shown, ...part };
    setShown(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      written.current = formatSettings(next);
      navigate(window.location.pathname + written.current, { replace: true });
    }, REST_MS);
  };
  return { shown, settled: parseSettings(query), change };
}
