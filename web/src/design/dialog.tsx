import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from 'react';
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
  const wasPressedBeside = useRef(false);
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
      onPointerDown={(event) => {
        wasPressedBeside.current = isBeside(event);
      }}
      // Who selects a text beyond the edge presses inside and lets go beside.
      onClick={(event) => {
        if (wasPressedBeside.current && isBeside(event)) onClose();
      }}
      className={`backdrop:bg-scrim open:animate-appear ${className}`}
    >
      {children}
    </dialog>
  );
}

/** Whether something happened on the scrim: it counts as the dialog's own, as does the room around its content. */
function isBeside({ target, currentTarget, clientX, clientY }: MouseEvent<HTMLDialogElement>): boolean {
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
  return target === currentTarget && (clientX < left || clientX > right || clientY < top || clientY > bottom);
}
