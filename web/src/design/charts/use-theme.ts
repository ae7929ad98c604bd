import { useSyncExternalStore } from 'react';

/** The theme in force; for drawings that can't follow the colours by themselves, as on a canvas. */
export function useTheme(): 'light' | 'dark' {
  return useSyncExternalStore(subscribe, findTheme, () => 'light');
}

function findTheme(): 'light' | 'dark' {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return darkness().matches ? 'dark' : 'light';
}

function darkness(): MediaQueryList {
  return window.matchMedia('(prefers-color-scheme: dark)');
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const query = darkness();
  query.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    query.removeEventListener('change', listener);
  };
}
