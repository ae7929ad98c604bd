import { type FocusEvent, useEffect, useRef, useState } from 'react';
import { announce } from '../../../design/announcer.tsx';
import { Button, IconButton } from '../../../design/button.tsx';
import { Icon } from '../../../design/icon.tsx';
import { useFilmSession, useFilms } from './film-context.ts';

const SHOWN_MS = 8_000;
const FIELDS = 'input:not([type=radio], [type=checkbox], [type=range]), textarea, select';

/**
 * What was just said about a film, with the way to take it back; goes by itself after a while in which nobody is at it. Ctrl+Z
 * (or Command+Z) takes back from wherever the keyboard is.
 */
export function FilmToast({ className = 'bottom-5' }: { readonly className?: string }) {
  const session = useFilmSession();
  const toast = useFilms((state) => state.toast);
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (toast === undefined) return setHeld(false);
    if (isHeld) return;
    const timer = setTimeout(() => session.dismissToast(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, session, isHeld]);
  const { box, noteFocus, giveFocusBack } = useBorrowedFocus();
  const dismiss = () => {
    giveFocusBack();
    session.dismissToast();
  };
  const act = () => {
    dismiss();
    toast?.action?.run();
    if (toast?.isProblem === false) announce('Taken back.');
  };
  useUndoKey(toast?.action !== undefined && !toast.isProblem, act);
  return (
    <div role="status" className={`pointer-events-none fixed inset-x-0 z-40 flex justify-center px-4 ${className}`}>
      {toast !== undefined && (
        // biome-ignore lint/a11y/noStaticElementInteractions: it only waits while somebody is at it.
        <div
          ref={box}
          key={toast.id}
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={(event) => {
            setHeld(true);
            noteFocus(event);
          }}
          onBlur={() => setHeld(false)}
          className="pointer-events-auto flex max-w-lg animate-appear items-center gap-2 rounded-2xl border border-line bg-surface py-1.5 pr-1.5 pl-4 text-sm shadow-lift"
        >
          {toast.isProblem && (
            <span className="text-danger">
              <Icon name="warning" />
            </span>
          )}
          <span dir="auto" className="line-clamp-3 min-w-0 wrap-anywhere">
            {toast.text}
          </span>
          {toast.action !== undefined && (
            <Button
              variant="quiet"
              className="shrink-0 text-accent"
              {...(!toast.isProblem && { title: 'Ctrl+Z', 'aria-keyshortcuts': 'Control+Z Meta+Z' })}
              onClick={act}
            >
              {toast.action.label}
            </Button>
          )}
          <IconButton label="Dismiss" icon="close" onClick={dismiss} />
        </div>
      )}
    </div>
  );
}

/** Gives the focus back to where it came from, before a press takes away the button that has it. */
function useBorrowedFocus() {
  const box = useRef<HTMLDivElement>(null);
  const cameFrom = useRef<Element>(null);
  const noteFocus = ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement, Element>) => {
    if (!currentTarget.contains(relatedTarget)) cameFrom.current = relatedTarget;
  };
  const giveFocusBack = () => {
    const { current: from } = cameFrom;
    const hasFocus = box.current?.contains(document.activeElement) === true;
    if (hasFocus && from instanceof HTMLElement) from.focus({ preventScroll: true });
  };
  return { box, noteFocus, giveFocusBack };
}

function useUndoKey(isOn: boolean, undo: () => void): void {
  useEffect(() => {
    if (!isOn) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const isUndo =
        (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'z';
      // In a field these keys take back what was typed.
      if (!isUndo || (event.target instanceof Element && event.target.matches(FIELDS))) return;
      event.preventDefault();
      undo();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
}
