import { type ReactNode, useId } from 'react';

export interface SectionFrameProps {
  /** Of the address, after "#". */
  readonly id: string;
  readonly title: string;
  readonly lead?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a long page that can be gone to. */
export function SectionFrame({ id, title, lead, aside, children }: SectionFrameProps) {
  const titleId = useId();
  return (
    <section id={id} aria-labelledby={titleId} className="grid min-w-0 scroll-mt-4 gap-5">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="grid min-w-0 gap-1">
          <h2 id={titleId} className="font-display text-3xl leading-tight tracking-tight">
            {title}
          </h2>
          {lead !== undefined && <p className="max-w-3xl text-ink-soft">{lead}</p>}
        </div>
        {aside}
      </div>
      {children}
    </section>
  );
}
