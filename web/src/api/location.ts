import { useSyncExternalStore } from 'react';

const CHANGED = 'starweave:location';

/** Goes to another page of this app without loading it anew; the address may carry a query, as in "/movies?a=b". */
export function navigate(address: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (address === window.location.pathname + window.location.search) return;
  if (replace) window.history.replaceState(null, '', address);
  else window.history.pushState(null, '', address);
  window.dispatchEvent(new Event(CHANGED));
}

/** The path of the page in view, e.g. "/chat/5f3…". */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}

/** The query of the page in view with its question mark, e.g. "?count=20"; empty where there is none. */
export function useQuery(): string {
  return useSyncExternalStore(subscribe, () => window.location.search);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  window.addEventListener(CHANGED, listener);
  return () => {
    window.removeEventListener('popstate', listener);
    window.removeEventListener(CHANGED, listener);
  };
}
