import { useState } from 'react';
import { IconButton } from './button.tsx';

const STORAGE_KEY = 'starweave-theme';

function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen === undefined ? window.matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
}

/** Changes between light and dark. The choice is kept; until one is made, the system decides. */
export function ThemeToggle() {
  const [dark, setDark] = useState(isDark);
  const toggle = () => {
    const theme = dark ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem(STORAGE_KEY, theme);
    } catch {
      // Storage is blocked: the choice lasts until the page is closed.
    }
    setDark(!dark);
  };
  return <IconButton label={dark ? 'Light theme' : 'Dark theme'} icon={dark ? 'sun' : 'moon'} onClick={toggle} />;
}
