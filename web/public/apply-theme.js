// Before the first paint, so that a chosen theme doesn't flash in the other one's colours.
try {
  const theme = localStorage.getItem('starweave-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: the system's colours apply.
}
