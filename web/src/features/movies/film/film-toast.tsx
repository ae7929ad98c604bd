import { useEffect } from 'react';
import { Button, IconButton } from '../../../design/button.tsx';
import { Icon } from '../../../design/icon.tsx';
import { useFilmSession, useFilms } from './film-context.ts';

const SHOWN_MS = 8_000;

/** What was just said about a film, with the way to take it back; goes by itself after a while. */
export function FilmToast({ className = 'bottom-5' }: { readonly className?: string }) {
  const session = useFilmSession();
  const toast = useFilms((state) => state.toast);
  useEffect(() => {
    if (toast === undefined) return;
    const timer = setTimeout(() => session.dismissToast(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, session]);
  return (
    <div role="status" className={`pointer-events-none fixed inset-x-0 z-40 flex justify-center px-4 ${className}`}>
      {toast !== undefined && (
        <div
          key={toast.id}
          className="pointer-events-auto flex max-w-lg animate-appear items-center gap-2 rounded-2xl border border-line bg-surface py-1.5 pr-1.5 pl-4 text-sm shadow-lift"
        >
          {toast.isProblem && (
            <span className="text-danger">
              <Icon name="warning" />
            </span>
          )}
          <span dir="auto" className="line-clamp-3 min-w-0 break-words">
            {toast.text}
          </span>
          {toast.action !== undefined && (
            <Button
              variant="quiet"
              className="shrink-0 text-accent"
              onClick={() => {
                session.dismissToast();
                toast.action?.run();
              }}
            >
              {toast.action.label}
            </Button>
          )}
          <IconButton label="Dismiss" icon="close" onClick={() => session.dismissToast()} />
        </div>
      )}
    </div>
  );
}
