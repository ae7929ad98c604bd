import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react';
import { navigate } from '../api/location.ts';

export interface PageLinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'onClick'> {
  /** Address in this app, as in "/movies?count=20". */
  readonly to: string;
  /** Read out as the page in view. */
  readonly isCurrent?: boolean;
  /** Called after the page has changed in this tab. */
  readonly onFollow?: () => void;
  readonly children?: ReactNode;
}

/** A link to another page of this app: a real one, that opens in a new tab too, and loads nothing anew in this one. */
export function PageLink({ to, isCurrent = false, onFollow, children, ...rest }: PageLinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    navigate(to);
    onFollow?.();
  };
  return (
    <a {...rest} href={to} onClick={follow} aria-current={isCurrent ? 'page' : undefined}>
      {children}
    </a>
  );
}
