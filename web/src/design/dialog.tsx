import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './button.tsx';

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A question or a form above the page; Escape and a click beside it close it, and focus goes back. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const titleId = useId();
  return (
    <ModalSurface
      labelledBy={titleId}
      onClose={onClose}
      className="w-[min(28rem,calc(100vw-2rem))] rounded-3xl border border-line bg-surface p-6 shadow-lift"
    >
      <div className="mb-4 flex items-start justify-between gap-4">
        <h2 id={titleId} className="font-display text-2xl leading-tight">
          {title}
        </h2>
        <IconButton label="Close" icon="close" onClick={onClose} className="-mt-1 -mr-2" />
      </div>
      {children}
    </ModalSurface>
  );
}

export interface ModalSurfaceProps {
  readonly label?: string;
  readonly labelledBy?: string;
  readonly onClose: () => void;
  readonly className: string;
  readonly children: ReactNode;
}

/** A native modal dialog, open as long as it is rendered. */
export function ModalSurface({ label, labelledBy, onClose, className, children }: ModalSurfaceProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    const opener = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard's way is Escape, which `onCancel` hears.
    <dialog
      ref={ref}
      aria-label={label}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      className={`backdrop:bg-scrim open:animate-appear ${className}`}
    >
      {children}
    </dialog>
  );
}
