import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { Spinner } from './spinner.tsx';

const VARIANTS = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-strong',
  outline: 'border border-line bg-surface text-ink hover:border-line-strong',
  quiet: 'text-ink-soft hover:bg-accent-wash hover:text-ink',
  danger: 'bg-danger text-paper hover:opacity-90',
} as const;

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly variant?: keyof typeof VARIANTS;
  readonly icon?: IconName;
  /** A spinner in the icon's place; the button can't be pressed meanwhile. */
  readonly busy?: boolean;
  /** It can't be pressed now, and keeps the focus, as where its own press was the reason. */
  readonly off?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button that is busy or off keeps the focus, which a disabled one would lose, and does nothing. */
function whileOff(isOff: boolean): ButtonHTMLAttributes<HTMLButtonElement> {
  return isOff ? { 'aria-disabled': true, onClick: (event) => event.preventDefault() } : {};
}

/** A button with words. */
export function Button(props: ButtonProps) {
  const { variant = 'outline', icon, busy = false, off = false, className = '', children, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      {...whileOff(busy || off)}
      className={`inline-flex min-h-9 items-center justify-center gap-2 rounded-full px-4 py-1.5 text-sm font-medium transition-colors disabled:opacity-55 aria-disabled:opacity-55 ${VARIANTS[variant]} ${className}`}
    >
      {busy ? <Spinner size={17} /> : icon !== undefined && <Icon name={icon} size={17} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  readonly label: string;
  readonly icon: IconName;
  readonly children?: ReactNode;
}

/** A button with a picture only; its label is its accessible name and its tooltip. */
export function IconButton({
  label,
  icon,
  variant = 'quiet',
  busy = false,
  off = false,
  className = '',
  children,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      {...whileOff(busy || off)}
      aria-label={label}
      className={`inline-grid size-9 shrink-0 place-items-center rounded-full transition-colors disabled:opacity-45 aria-disabled:opacity-45 ${VARIANTS[variant]} ${className}`}
    >
      {busy ? <Spinner size={18} /> : <Icon name={icon} size={19} />}
      {children}
    </button>
  );
}
