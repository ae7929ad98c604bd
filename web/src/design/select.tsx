import type { ComponentProps } from 'react';
import { Icon } from './icon.tsx';

/** One of a few values. Drawn alike in every browser: some take no colours for their own, which are grey in the dark. */
export function Select({ className = '', children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className="relative grid min-w-0 text-ink">
      <select
        className={`min-w-0 appearance-none truncate border border-line-strong bg-surface pr-8 text-ink ${className}`}
        {...rest}
      >
        {children}
      </select>
      <span className="pointer-events-none absolute inset-y-0 right-2.5 grid place-items-center text-ink-soft">
        <Icon name="chevron-down" size={15} />
      </span>
    </span>
  );
}
