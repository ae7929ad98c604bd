const PATHS = {
  'arrow-down': 'M12 5v14m0 0 6-6m-6 6-6-6',
  'arrow-up': 'M12 19V5m0 0-6 6m6-6 6 6',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  'chevron-left': 'm15 5-7 7 7 7',
  'chevron-right': 'm9 5 7 7-7 7',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10v10H9zM5 15V5h10',
  dots: 'M5 12h.01M12 12h.01M19 12h.01',
  download: 'M12 4v11m0 0 4.5-4.5M12 15l-4.5-4.5M5 20h14',
  expand: 'M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7',
  hash: 'M9 4 7 20M17 4l-2 16M4.5 9h16M3.5 15h16',
  menu: 'M4 7h16M4 12h10M4 17h16',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
  pencil: 'M4 20l1-4.5L16.5 4 20 7.5 8.5 19 4 20ZM14 6.5 17.5 10',
  picture: 'M4 5h16v14H4zM4 16l4.5-4.5 4 4L15 13l5 4.5M15.5 9.5h.01',
  plug: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0V8ZM12 17v4',
  plus: 'M12 5v14M5 12h14',
  repeat: 'M17 3l3.5 3.5L17 10M20 6.5H8a4.5 4.5 0 0 0-4.5 4.5v1M7 21l-3.5-3.5L7 14M4 17.5h12a4.5 4.5 0 0 0 4.5-4.5v-1',
  sparkle: 'M12 3c.9 5.3 3.7 8.1 9 9-5.3.9-8.1 3.7-9 9-.9-5.3-3.7-8.1-9-9 5.3-.9 8.1-3.7 9-9Z',
  stop: 'M7 7h10v10H7z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.5v2M12 19.5v2M4.5 4.5 6 6M18 18l1.5 1.5M2.5 12h2M19.5 12h2M4.5 19.5 6 18M18 6l1.5-1.5',
  trash: 'M4.5 7h15M10 4h4M6.5 7l1 13h9l1-13M10 11v5M14 11v5',
  warning: 'M12 4 2.5 20h19L12 4ZM12 10v4.5M12 17.5h.01',
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing of 24 units; decorative, so whatever carries it needs a name of its own. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={name === 'stop' ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={name === 'dots' ? 2.6 : 1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
      className="shrink-0"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
