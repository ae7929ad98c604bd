import { IconButton } from './button.tsx';
import { useTheme } from './charts/use-theme.ts';

const STORAGE_KEY = 'starweave-theme';

/** Changes between light and dark. The choice is kept; until one is made, the system decides. */
export function ThemeToggle() {
  const dark = useTheme() === 'dark';
  const toggle = () => {
    const theme = dark ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem(STORAGE_KEY, theme);
    } catch {
      // Storage is blocked: the choice lasts until the page is closed.
    }
  };
  return <IconButton label={dark ? 'Light theme' : 'Dark theme'} icon={dark ? 'sun' : 'moon'} onClick={toggle} />;
}
