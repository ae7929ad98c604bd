import { useEffect, useRef } from 'react';
import { IconButton } from '../../../design/button.tsx';
import { Icon } from '../../../design/icon.tsx';
import { useChat, useSession } from '../state/chat-context.ts';
import { returnToComposer } from '../state/drafts.ts';
import { useLostFocus } from './use-lost-focus.ts';

const SHOWN_MS = 9_000;

/** Says which action did not work; goes by itself after a while. */
export function AlertToast() {
  const session = useSession();
  const alert = useChat((state) => state.alert);
  useEffect(() => {
    if (alert === undefined) return;
    const timer = setTimeout(() => session.dismissAlert(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [alert, session]);
  const box = useRef<HTMLDivElement>(null);
  useLostFocus(box, returnToComposer);
  return (
    <div
      ref={box}
      role="alert"
      className="pointer-events-none fixed inset-x-0 bottom-28 z-40 flex justify-center px-4 lg:left-[17.5rem]"
    >
      {alert !== undefined && (
        <div
          key={alert.id}
          className="pointer-events-auto flex max-w-lg animate-appear items-center gap-3 rounded-2xl border border-line bg-surface py-2 pr-2 pl-4 text-sm shadow-lift"
        >
          <span className="text-danger">
            <Icon name="warning" />
          </span>
          <span className="min-w-0 break-words">{alert.text}</span>
          <IconButton label="Dismiss" icon="close" onClick={() => session.dismissAlert()} />
        </div>
      )}
    </div>
  );
}
