import { useId } from 'react';
import { IconButton } from '../../../design/button.tsx';
import { Icon } from '../../../design/icon.tsx';

export interface WishFieldProps {
  readonly wish: string;
  readonly onChange: (wish: string) => void;
}

/** A wish in plain words; the list follows while it is written. */
export function WishField({ wish, onChange }: WishFieldProps) {
  const id = useId();
  return (
    <div className="flex items-center gap-2.5 rounded-[1.6rem] border border-line-strong bg-surface py-1.5 pr-1.5 pl-4 shadow-lift outline-offset-2 outline-accent has-[input:focus-visible]:outline-2">
      <label htmlFor={id} className="text-accent">
        <Icon name="sparkle" />
        <span className="sr-only">What you wish for, in words</span>
      </label>
      <input
        id={id}
        value={wish}
        maxLength={500}
        autoComplete="off"
        enterKeyHint="search"
        placeholder="Something like Heat, but funnier, after 2000"
        onChange={({ target }) => onChange(target.value)}
        className="h-9 w-0 flex-1 bg-transparent text-ellipsis outline-none placeholder:text-ink-faint"
      />
      {wish !== '' && <IconButton label="Clear the wish" icon="close" onClick={() => onChange('')} />}
    </div>
  );
}
