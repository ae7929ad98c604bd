import { type ReactNode, useEffect, useRef } from 'react';

let hasEnteredAPage = false;

export interface PageHeadingProps {
  /** What the tab is called: plain text. */
  readonly title: string;
  /** The heading where it is more than the title. */
  readonly children?: ReactNode;
  /** A sentence below it. */
  readonly lead?: ReactNode;
  /** At the far end of its line. */
  readonly aside?: ReactNode;
}

/** Where the keyboard goes on when the button that was pressed goes with what it changed. */
export function focusPageHeading(): void {
  document.getElementById('page-heading')?.focus({ preventScroll: true });
}

/** The heading of a page of films; names the tab, and takes the focus when the page is entered. */
export function PageHeading({ title, children, lead, aside }: PageHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The page that the browser itself loaded begins where pages begin.
    if (hasEnteredAPage) heading.current?.focus({ preventScroll: true });
    hasEnteredAPage = true;
  }, []);
  useEffect(() => {
    document.title = `${title} · Starweave`;
  }, [title]);
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="grid min-w-0 gap-2">
        <h1
          ref={heading}
          id="page-heading"
          tabIndex={-1}
          dir="auto"
          className="font-display text-[2.3rem] leading-[1.08] tracking-tight text-balance wrap-anywhere outline-none sm:text-5xl"
        >
          {children ?? title}
        </h1>
        {lead !== undefined && <div className="max-w-2xl text-ink-soft sm:text-lg">{lead}</div>}
      </div>
      {aside}
    </div>
  );
}
